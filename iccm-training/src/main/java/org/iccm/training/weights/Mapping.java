package org.iccm.training.weights;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Part of a file in memory until closed. Java itself unmaps only what it has collected, and until
 * then the pages count as resident: a model that is being loaded would count twice.
 */
final class Mapping implements AutoCloseable {
  private static final @Nullable MethodHandle UNMAP = unmap();

  private final MappedByteBuffer bytes;

  private Mapping(MappedByteBuffer bytes) {
    this.bytes = bytes;
  }

  static Mapping of(FileChannel channel, long at, int bytes) throws IOException {
    return new Mapping(channel.map(FileChannel.MapMode.READ_ONLY, at, bytes));
  }

  /** The part's bytes, little-endian; not to be touched after closing. */
  ByteBuffer bytes() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The JDK's only way before Java 22; where it is not there, the collector does it. */
  private static @Nullable MethodHandle unmap() {
    try {
      Class<?> type = Class.forName("sun.misc.Unsafe");
      Field field = type.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      return MethodHandles.lookup()
          .findVirtual(type, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
          .bindTo(field.get(null));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  @Override
  public void close() {
    MethodHandle unmap = UNMAP;
    if (unmap != null) {
      try {
        unmap.invoke((ByteBuffer) bytes);
      } catch (Throwable e) {
        throw new IllegalStateException("a mapping cannot be released", e);
      }
    }
  }
}
