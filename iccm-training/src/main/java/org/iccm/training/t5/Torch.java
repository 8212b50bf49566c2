package org.iccm.training.t5;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.iccm.api.error.ProviderException;

/** The way to libtorch: loading it, and what DJL leaves to its callers. */
final class Torch {
  private Torch() {}

  /**
   * A manager of its own for a model's tensors; loads libtorch when first called.
   *
   * @throws ProviderException if libtorch is not on the classpath or does not run here
   */
  static PtNDManager newManager() {
    // Must be set before DJL's first class is used: it would report the engine's start over the
    // network, and fetch natives that are missing instead of saying so.
    keep("ai.djl.offline", "true");
    keep("OPT_OUT_TRACKING", "true");
    try {
      return (PtNDManager) Engine.getEngine("PyTorch").newBaseManager();
    } catch (EngineException | LinkageError | AssertionError e) {
      throw new ProviderException(
          "cet-d",
          "libtorch cannot be loaded ("
              + e.getMessage()
              + "); put ai.djl.pytorch:pytorch-jni and pytorch-native-cpu (classifier for this"
              + " platform) of the versions in iccm-bom on the classpath",
          e);
    }
  }

  private static void keep(String property, String otherwise) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, otherwise);
    }
  }

  /** Switches autograd for this thread until the result is closed. */
  static GradientMode gradients(boolean on) {
    return new GradientMode(on);
  }

  /** Autograd's switch is per thread: off on the one that loaded libtorch, on elsewhere. */
  static final class GradientMode implements AutoCloseable {
    private final boolean before = JniUtils.isGradMode();

    private GradientMode(boolean on) {
      JniUtils.setGradMode(on);
    }

    @Override
    public void close() {
      JniUtils.setGradMode(before);
    }
  }

  static PtNDArray longs(PtNDManager manager, long[] values, long... shape) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(values.length * Long.BYTES);
    bytes.order(ByteOrder.nativeOrder()).asLongBuffer().put(values);
    return manager.create(bytes, new Shape(shape), ai.djl.ndarray.types.DataType.INT64);
  }

  static PtNDArray floats(PtNDManager manager, float[] values, long... shape) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(values.length * Float.BYTES);
    bytes.order(ByteOrder.nativeOrder()).asFloatBuffer().put(values);
    return manager.create(bytes, new Shape(shape), ai.djl.ndarray.types.DataType.FLOAT32);
  }

  /** A new tensor of undefined values in libtorch's own memory. */
  static PtNDArray empty(PtNDManager manager, long... shape) {
    return manager.create(new Shape(shape), ai.djl.ndarray.types.DataType.FLOAT32);
  }

  /** The tensor's own memory: what is put there is in the tensor. The tensor is contiguous. */
  static FloatBuffer memory(PtNDArray array) {
    return JniUtils.getByteBuffer(array, true).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  static float[] toFloats(PtNDArray array) {
    FloatBuffer from = JniUtils.getByteBuffer(array, false).asFloatBuffer();
    float[] values = new float[from.remaining()];
    from.get(values);
    return values;
  }

  /** A copy whose values lie row by row. */
  static PtNDArray contiguous(PtNDManager manager, PtNDArray array) {
    long[] shape = array.getShape().getShape();
    PtNDArray copy = empty(manager, shape);
    JniUtils.indexSet(copy, array, new long[shape.length], shape, ones(shape.length));
    return copy;
  }

  /** Another handle of the same values, owned by the given manager. */
  static PtNDArray borrowed(PtNDManager manager, PtNDArray array) {
    long[] shape = array.getShape().getShape();
    return JniUtils.index(array, new long[shape.length], shape, ones(shape.length), manager);
  }

  private static long[] ones(int count) {
    long[] ones = new long[count];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }

  /**
   * Gives the result back and closes handles that nobody uses any more, at once rather than with
   * their scope: autograd itself keeps the values that it needs, and only those.
   */
  static PtNDArray then(PtNDArray result, PtNDArray... done) {
    for (PtNDArray d : done) {
      d.close();
    }
    return result;
  }

  static PtNDArray reshape(PtNDArray array, long... shape) {
    return JniUtils.reshape(array, shape);
  }
}
