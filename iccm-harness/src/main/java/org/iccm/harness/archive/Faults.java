package org.iccm.harness.archive;

import org.iccm.api.error.ApplicationException;

/** Errors about one archive: its name, the entry, what is wrong, what to do. */
final class Faults {
  private static final int SHOWN = 80;
  private final String archive;

  Faults(String archive) {
    this.archive = archive;
  }

  ApplicationException whole(String what) {
    return new ApplicationException(archive, "", archive + " " + what);
  }

  ApplicationException entry(String name, String what) {
    String shown = shown(name);
    return new ApplicationException(archive, shown, archive + ": entry '" + shown + "' " + what);
  }

  ApplicationException damaged(String place, Exception e) {
    String at = place.isEmpty() ? "" : ": entry '" + shown(place) + "'";
    return new ApplicationException(
        archive,
        shown(place),
        archive + at + " is damaged or cut off (" + e.getMessage() + "): get or pack it again",
        e);
  }

  /** A name that may be printed: it comes from a stranger. */
  private static String shown(String name) {
    StringBuilder out = new StringBuilder();
    name.codePoints()
        .limit(SHOWN)
        .forEach(
            c -> {
              if (EntryNames.isHidden(c)) {
                out.append(String.format("\\u%04x", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return name.codePointCount(0, name.length()) > SHOWN ? out + "..." : out.toString();
  }
}
