package org.iccm.api.application;

/** Checks of paths inside an application: relative, '/'-separated, never leaving the root. */
final class RelativePath {
  private RelativePath() {}

  static String check(String path) {
    if (path.isEmpty() || path.length() > 512) {
      throw new IllegalArgumentException("path is empty or longer than 512 characters: " + path);
    }
    if (path.startsWith("/") || path.indexOf('\\') >= 0 || path.matches("^[A-Za-z]:.*")) {
      throw new IllegalArgumentException("path is not relative with '/': " + path);
    }
    for (int i = 0; i < path.length(); i++) {
      if (Character.isISOControl(path.charAt(i))) {
        throw new IllegalArgumentException("path holds a control character");
      }
    }
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw new IllegalArgumentException("path holds an empty, '.' or '..' part: " + path);
      }
    }
    return path;
  }
}
