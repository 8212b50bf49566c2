package org.iccm.core.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.ContextRequest;
import org.iccm.api.context.Scope;
import org.iccm.api.error.ContextRejectedException;
import org.iccm.core.tokens.Cl100kTokenCounter;
import org.iccm.testkit.doubles.PluginHost;
import org.iccm.testkit.sample.IndentedPython;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChunkerTest {
  private static final String SOURCE =
      """
      LIMIT = 7
      TABLE = {
          "a": 1,
      }
      OTHER = 2


      def room(jars):
          return LIMIT - jars


      class Shelf:
          def __init__(self):
              self.jars = TABLE

          def put(self, jar):
              self.jars[jar] = OTHER
      """;

  private static ApplicationView view(String language) {
    return ApplicationView.builder("shelf", "Shelf", "", language)
        .sources(List.of(new SourceFile("shelf.py", SOURCE), new SourceFile("empty.py", "X = 1")))
        .build();
  }

  private static List<Chunk> chunks(int longestClass) {
    return new Chunker(new IndentedPython(), String::length, longestClass).chunks(view("python"));
  }

  @Test
  @DisplayName("a function or class each, with the constants it names; a file without any is one")
  void units() {
    List<Chunk> chunks = chunks(1_000);
    assertThat(chunks).extracting(Chunk::name).containsExactly("room", "Shelf", "empty.py");
    assertThat(chunks.get(0).around()).isEqualTo("LIMIT = 7");
    assertThat(chunks.get(1).around()).isEqualTo("TABLE = {\n    \"a\": 1,\n}\nOTHER = 2");
    assertThat(chunks.get(2).units()).isEmpty();
    assertThat(chunks.get(2).place()).isEqualTo("empty.py");
  }

  @Test
  @DisplayName("a class that is too long goes by methods, each with the class's head")
  void methods() {
    List<Chunk> chunks = chunks(10);
    assertThat(chunks)
        .extracting(Chunk::name)
        .containsExactly("room", "Shelf.__init__", "Shelf.put", "empty.py");
    assertThat(chunks.get(2).around()).startsWith("OTHER = 2\n\nclass Shelf:");
  }

  @Test
  @DisplayName("a request for a unit gets it, its class and its members; what cannot be read, why")
  void requests() {
    try (PluginHost host = new PluginHost("mine", new Cl100kTokenCounter())) {
      ContextRequest request =
          ContextRequest.builder(view("python"), 100)
              .scope(Scope.UNIT)
              .units(Set.of(new UnitId("shelf.py", "Shelf.put")))
              .build();
      assertThat(Chunker.read(request, host, String::length, 1_000))
          .extracting(Chunk::name)
          .containsExactly("Shelf");
      assertThat(Chunker.read(request, host, String::length, 10))
          .extracting(Chunk::name)
          .containsExactly("Shelf.put");
      ContextRequest none =
          request.toBuilder().units(Set.of(new UnitId("shelf.py", "gone"))).build();
      assertThatThrownBy(() -> Chunker.read(none, host, String::length, 10))
          .isInstanceOf(ContextRejectedException.class)
          .hasMessageContaining("engineer 'mine', application 'shelf'")
          .hasMessageContaining("the units asked for");
      ContextRequest cobol = ContextRequest.builder(view("cobol"), 100).build();
      assertThatThrownBy(() -> Chunker.read(cobol, host, String::length, 10))
          .hasMessageContaining("nothing here reads the language 'cobol'");
    }
  }
}
