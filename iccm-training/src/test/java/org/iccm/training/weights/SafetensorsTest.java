package org.iccm.training.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SafetensorsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(TensorType.class)
  void whatIsWrittenIsRead(TensorType type) {
    Path file = directory.resolve("a.safetensors");
    new SafetensorsWriter()
        .type(type)
        .metadata("made", "by a test")
        .add("a", new long[] {2, 3}, new float[] {1, -2, 0.5f, -0f, 1024, 0.125f})
        .add("scalar", new long[] {}, new float[] {3})
        .add("none", new long[] {0, 5}, new float[] {})
        .writeFile(file);
    try (SafetensorsReader in = SafetensorsReader.open(file)) {
      assertThat(in.names()).containsExactly("a", "scalar", "none");
      assertThat(in.info("a").shape()).isEqualTo(List.of(2L, 3L));
      assertThat(in.info("a").type()).isEqualTo(type);
      assertThat(in.read("a")).containsExactly(1, -2, 0.5f, -0f, 1024, 0.125f);
      assertThat(in.read("scalar")).containsExactly(3);
      assertThat(in.read("none")).isEmpty();
      assertThat(in.metadata()).containsEntry("format", "pt").containsEntry("made", "by a test");
      FloatBuffer part = FloatBuffer.allocate(2);
      in.read("a", 3, part);
      assertThat(part.array()).containsExactly(-0f, 1024);
      assertThatThrownBy(() -> in.read("a", 5, FloatBuffer.allocate(2)))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> in.read("b"))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("no tensor 'b'");
    }
    assertThat(directory.toFile().list()).containsExactly("a.safetensors");
  }

  @Test
  @DisplayName("several files and their index read as one, and one file replaces them")
  void shards() {
    SafetensorsWriter writer =
        new SafetensorsWriter()
            .add("a", new long[] {3}, new float[] {1, 2, 3})
            .add("b", new long[] {2}, new float[] {4, 5})
            .add("c", new long[] {4}, new float[] {6, 7, 8, 9});
    writer.longestFile(20).writeDirectory(directory);
    assertThat(directory.toFile().list())
        .containsExactlyInAnyOrder(
            SafetensorsReader.INDEX,
            "model-00001-of-00002.safetensors",
            "model-00002-of-00002.safetensors");
    try (SafetensorsReader in = SafetensorsReader.open(directory)) {
      assertThat(in.names()).containsExactly("a", "b", "c");
      assertThat(in.read("c")).containsExactly(6, 7, 8, 9);
    }
    writer.longestFile(100).writeDirectory(directory);
    assertThat(directory.resolve(SafetensorsReader.INDEX)).doesNotExist();
    try (SafetensorsReader in = SafetensorsReader.open(directory)) {
      assertThat(in.read("b")).containsExactly(4, 5);
    }
  }

  @Test
  void anIndexThatDoesNotFitItsFilesIsRejected() throws IOException {
    new SafetensorsWriter()
        .add("a", new long[] {1}, new float[] {1})
        .writeFile(directory.resolve("x.safetensors"));
    Path index = directory.resolve(SafetensorsReader.INDEX);
    Files.writeString(index, "{\"weight_map\":{\"a\":\"x.safetensors\",\"b\":\"x.safetensors\"}}");
    assertThatThrownBy(() -> SafetensorsReader.open(directory))
        .hasMessageContaining("tensor 'b' is not in x.safetensors");
    Files.writeString(index, "{\"weight_map\":{\"c\":\"x.safetensors\"}}");
    assertThatThrownBy(() -> SafetensorsReader.open(directory))
        .hasMessageContaining("tensor 'c' is not in x.safetensors")
        .hasMessageContaining("tensor 'a' is in a file but not in the index");
    Files.writeString(index, "{\"weight_map\":{\"a\":\"../x.safetensors\"}}");
    assertThatThrownBy(() -> SafetensorsReader.open(directory))
        .hasMessageContaining("no file beside it");
    Files.writeString(index, "{\"weight_map\":{\"a\":\"missing.safetensors\"}}");
    assertThatThrownBy(() -> SafetensorsReader.open(directory))
        .hasMessageContaining("missing.safetensors: is not there");
    Files.writeString(index, "{}");
    assertThatThrownBy(() -> SafetensorsReader.open(directory)).hasMessageContaining("weight_map");
    Files.writeString(index, "{");
    assertThatThrownBy(() -> SafetensorsReader.open(directory)).hasMessageContaining("not JSON");
  }

  @Test
  void aMissingFileSaysWhatBelongsThere() {
    assertThatThrownBy(() -> SafetensorsReader.open(directory))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("model.safetensors")
        .hasMessageContaining("is not there");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}} | 4 | header lies",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 4 | truncated",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 8 | 4 bytes at the end",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | 8 | 4 bytes before tensor 'a'",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],"
            + "'data_offsets':[2,6]}} | 6 | overlap",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],"
            + "'data_offsets':[0,4]}} | 4 | overlap",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'a':{'dtype':'F32','shape':[1],"
            + "'data_offsets':[4,8]}} | 8 | not JSON",
        "{'a':{'dtype':'I64','shape':[1],'data_offsets':[0,8]}} | 8 | dtype 'I64'",
        "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}} | 4 | dimension -1",
        "{'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,4]}} | 4 | dimension 1.5",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}} | 4 | truncated or its header lies",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[-4,0]}} | 4 | lacks shape",
        "{'a':{'dtype':'F32','shape':[1]}} | 4 | lacks shape",
        "{'a':{'dtype':'F32','shape':[9000000000000000000,4],'data_offsets':[0,4]}} | 4 | more than",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,99999999999999999999]}} | 4 | lacks shape",
        "[] | 0 | not a JSON object",
        "{'a': | 0 | not JSON",
      })
  void aHeaderThatLiesIsRejected(String header, int bytes, String expected) throws IOException {
    Path file = directory.resolve("bad.safetensors");
    write(file, header.replace('\'', '"'), bytes);
    assertThatThrownBy(() -> SafetensorsReader.open(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("bad.safetensors")
        .hasMessageContaining(expected);
  }

  @ParameterizedTest
  @CsvSource({"-1", "0", "1", "1000", "4294967296", "9223372036854775807", "100000001"})
  void aLengthThatLiesIsRejected(long claimed) throws IOException {
    Path file = directory.resolve("bad.safetensors");
    byte[] bytes = new byte[100];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(claimed);
    Files.write(file, bytes);
    assertThatThrownBy(() -> SafetensorsReader.open(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("its header claims");
  }

  @Test
  void aFileOfSevenBytesIsRejected() throws IOException {
    Path file = directory.resolve("bad.safetensors");
    Files.write(file, new byte[7]);
    assertThatThrownBy(() -> SafetensorsReader.open(file)).hasMessageContaining("has 7 bytes");
  }

  @Test
  void everyTruncationIsNoticed() throws IOException {
    Path file = directory.resolve("whole.safetensors");
    new SafetensorsWriter().add("a", new long[] {4}, new float[] {1, 2, 3, 4}).writeFile(file);
    byte[] whole = Files.readAllBytes(file);
    Path cut = directory.resolve("cut.safetensors");
    for (int n = 0; n < whole.length; n++) {
      Files.write(cut, java.util.Arrays.copyOf(whole, n));
      assertThatThrownBy(() -> SafetensorsReader.open(cut)).isInstanceOf(WeightsException.class);
    }
  }

  @Test
  void aFileThatShrinksUnderTheReaderIsNoticed() throws IOException {
    Path file = directory.resolve("whole.safetensors");
    new SafetensorsWriter().add("a", new long[] {1000}, new float[1000]).writeFile(file);
    try (SafetensorsReader in = SafetensorsReader.open(file)) {
      try (RandomAccessFile shrink = new RandomAccessFile(file.toFile(), "rw")) {
        shrink.setLength(2000);
      }
      assertThatThrownBy(() -> in.read("a")).hasMessageContaining("became shorter");
    }
  }

  @Test
  @DisplayName("a tensor of 3 GB, in a file of which only the ends are on the disk")
  void moreThanTwoGigabytes() throws IOException {
    Path file = directory.resolve("huge.safetensors");
    long elements = 800_000_000L;
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[800000000],\"data_offsets\":[0,3200000000]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[3200000000,3200000004]}}";
    write(file, header, 0);
    long start = Files.size(file);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(start + elements * 4 + 4);
      out.seek(start + (elements - 1) * 4);
      out.writeInt(Integer.reverseBytes(Float.floatToIntBits(7f)));
      out.writeInt(Integer.reverseBytes(Float.floatToIntBits(8f)));
    }
    try (SafetensorsReader in = SafetensorsReader.open(file)) {
      FloatBuffer last = FloatBuffer.allocate(2);
      in.read("a", elements - 2, last);
      assertThat(last.array()).containsExactly(0, 7);
      assertThat(in.read("b")).containsExactly(8);
    }
  }

  @Test
  void aReadLongerThanOneMappingIsWhole() {
    Path file = directory.resolve("long.safetensors");
    int n = (1 << 24) + 5;
    new SafetensorsWriter()
        .add(
            "a",
            new long[] {n},
            (from, into) -> {
              for (long i = from; into.hasRemaining(); i++) {
                into.put(i);
              }
            })
        .writeFile(file);
    try (SafetensorsReader in = SafetensorsReader.open(file)) {
      float[] values = in.read("a");
      for (int i = 0; i < n; i++) {
        if (values[i] != i) {
          assertThat(values[i]).as("value " + i).isEqualTo(i);
        }
      }
    }
  }

  @Test
  void aFailedWriteLeavesTheOldFile() throws IOException {
    Path file = directory.resolve("a.safetensors");
    new SafetensorsWriter().add("a", new long[] {1}, new float[] {1}).writeFile(file);
    SafetensorsWriter failing =
        new SafetensorsWriter()
            .add(
                "a",
                new long[] {1},
                (from, into) -> {
                  throw new IllegalStateException("no values");
                });
    assertThatThrownBy(() -> failing.writeFile(file)).hasMessage("no values");
    try (SafetensorsReader in = SafetensorsReader.open(file)) {
      assertThat(in.read("a")).containsExactly(1);
    }
    assertThat(directory.toFile().list()).containsExactly("a.safetensors");
    assertThatThrownBy(() -> failing.writeFile(directory.resolve("missing/a.safetensors")))
        .isInstanceOf(WeightsException.class);
  }

  private static void write(Path file, String header, int bytes) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out =
        ByteBuffer.allocate(8 + text.length + bytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(text.length)
            .put(text);
    Files.write(file, out.array());
  }
}
