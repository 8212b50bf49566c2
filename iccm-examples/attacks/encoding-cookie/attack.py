import smuggled
