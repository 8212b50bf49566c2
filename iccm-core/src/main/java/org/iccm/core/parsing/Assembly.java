package org.iccm.core.parsing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iccm.api.application.SourceFile;
import org.jspecify.annotations.Nullable;

/** Puts named and nameless pieces together to files. Not thread-safe. */
final class Assembly {
  private record Piece(int line, List<String> lines, boolean closed) {}

  private final PathNames names;
  private final List<String> notes;
  private final Map<String, Piece> named = new LinkedHashMap<>();
  private final List<Piece> nameless = new ArrayList<>();

  Assembly(PathNames names, List<String> notes) {
    this.names = names;
    this.notes = notes;
  }

  void add(Block block, Optional<String> path, List<String> lines) {
    Piece piece = new Piece(block.line(), List.copyOf(lines), block.closed());
    if (path.isEmpty()) {
      nameless.add(piece);
      return;
    }
    Optional<String> safe = PathNames.safe(path.get());
    if (safe.isEmpty()) {
      note(piece, "path '" + path.get() + "' leaves the reconstruction: refused");
      return;
    }
    Optional<String> known = names.resolve(safe.get());
    if (known.isEmpty() && (!names.source(safe.get()) || PathNames.test(safe.get()))) {
      note(piece, "'" + safe.get() + "' is no source file: left out");
      return;
    }
    put(known.orElse(safe.get()), piece);
  }

  List<SourceFile> files() {
    placeNameless();
    adoptStranger();
    List<SourceFile> files = new ArrayList<>();
    for (Map.Entry<String, Piece> e : named.entrySet()) {
      String text = String.join("\n", e.getValue().lines()).stripTrailing() + "\n";
      if (text.isBlank()) {
        note(e.getValue(), "'" + e.getKey() + "' is empty: left out");
      } else if (text.length() > ReconstructionParser.MAX_FILE_CHARACTERS) {
        note(e.getValue(), "'" + e.getKey() + "' is too long: left out");
      } else if (files.size() == ReconstructionParser.MAX_FILES) {
        note(e.getValue(), "more than " + ReconstructionParser.MAX_FILES + " files: left out");
      } else {
        files.add(new SourceFile(e.getKey(), text));
      }
    }
    return files;
  }

  private void put(String path, Piece piece) {
    Piece before = named.get(path);
    if (before == null) {
      named.put(path, piece);
    } else if (!PythonShape.is(path)) {
      note(piece, "'" + path + "' comes again: the last complete one counts");
      if (piece.closed() || !before.closed()) {
        named.put(path, piece);
      }
    } else if (!PythonShape.piece(piece.lines()) || PythonShape.uses(piece.lines(), path)) {
      note(piece, "'" + path + "' comes again as an example: left out");
    } else if (before.closed()
        && !piece.closed()
        && PythonShape.names(before.lines()).containsAll(PythonShape.names(piece.lines()))) {
      note(piece, "'" + path + "' comes again, but cut: the complete one counts");
    } else if (PythonShape.names(piece.lines()).containsAll(PythonShape.names(before.lines()))) {
      note(piece, "'" + path + "' comes again: the last one counts");
      named.put(path, piece);
    } else {
      note(piece, "'" + path + "' comes in pieces: joined in order");
      named.put(path, joined(before, piece));
    }
  }

  private void placeNameless() {
    List<String> open = names.expected().stream().filter(e -> !named.containsKey(e)).toList();
    boolean allKnown = named.keySet().stream().allMatch(names.expected()::contains);
    // pieces of the one module may be named or not: a function with its name, its sister without
    @Nullable String home =
        names.expected().size() == 1 && allKnown
            ? names.expected().get(0)
            : open.size() == 1 && allKnown ? open.get(0) : null;
    List<Piece> fit = new ArrayList<>();
    for (Piece p : nameless) {
      if (home == null) {
        note(p, "the block names no file, and more than one could be meant: left out");
      } else if (PythonShape.is(home)
          && (!PythonShape.piece(p.lines()) || PythonShape.uses(p.lines(), home))) {
        note(p, "the block is an example, not a module: left out");
      } else {
        fit.add(p);
      }
    }
    if (home == null || fit.isEmpty()) {
      return;
    }
    if (PythonShape.is(home)) {
      fit.forEach(p -> put(home, p));
      return;
    }
    Piece longest = fit.get(0);
    for (Piece p : fit) {
      longest = p.lines().size() > longest.lines().size() ? p : longest;
    }
    if (fit.size() > 1) {
      note(longest, "several blocks without a path: the longest counts");
    }
    put(home, longest);
  }

  /** One file under a wrong name, where only one is wanted: that one is meant. */
  private void adoptStranger() {
    if (named.size() == 1 && names.expected().size() == 1) {
      String path = named.keySet().iterator().next();
      String wanted = names.expected().get(0);
      Piece piece = named.get(path);
      if (!path.equals(wanted) && piece != null) {
        note(piece, "'" + path + "' is taken for '" + wanted + "', the only module");
        named.clear();
        named.put(wanted, piece);
      }
    }
  }

  private static Piece joined(Piece a, Piece b) {
    List<String> lines = new ArrayList<>(a.lines());
    lines.add("");
    lines.addAll(b.lines());
    return new Piece(a.line(), lines, b.closed());
  }

  private void note(Piece piece, String what) {
    notes.add("line " + piece.line() + ": " + what);
  }
}
