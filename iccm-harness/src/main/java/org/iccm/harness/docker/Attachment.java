package org.iccm.harness.docker;

import com.github.dockerjava.api.async.ResultCallbackTemplate;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The standard streams of a container's first process. Thread-safe; each stream for one thread. */
final class Attachment extends ResultCallbackTemplate<Attachment, Frame> {
  private static final int COMPLAINT = 4096;

  private final CountDownLatch attached = new CountDownLatch(1);
  private final Pipe in = new Pipe();
  private final Pipe out = new Pipe();
  private final ByteArrayOutputStream complaint = new ByteArrayOutputStream();

  /** Bytes from one thread to another; unlike the platform's, it does not care which they are. */
  private static final class Pipe extends InputStream {
    private static final byte[] END = {};
    private final BlockingQueue<byte[]> parts = new LinkedBlockingQueue<>();
    private byte[] part = {};
    private int at;
    private boolean ended;

    void put(byte[] bytes) {
      if (bytes.length > 0) {
        parts.add(bytes);
      }
    }

    void end() {
      parts.add(END);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!ended && at == part.length) {
        try {
          part = parts.take();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException("interrupted", e);
        }
        at = 0;
        ended = part.length == 0;
      }
      if (ended) {
        return -1;
      }
      int n = Math.min(length, part.length - at);
      System.arraycopy(part, at, target, offset, n);
      at += n;
      return n;
    }
  }

  @Override
  public void onStart(Closeable closeable) {
    super.onStart(closeable);
    attached.countDown();
  }

  @Override
  public void onNext(Frame frame) {
    byte[] bytes = frame.getPayload();
    if (bytes == null) {
      return;
    }
    if (frame.getStreamType() != StreamType.STDERR) {
      // the next frame will be in the same array
      out.put(bytes.clone());
      return;
    }
    synchronized (complaint) {
      complaint.write(bytes, 0, Math.min(bytes.length, COMPLAINT - complaint.size()));
    }
  }

  @Override
  public void onError(Throwable throwable) {
    byte[] why = String.valueOf(throwable).getBytes(StandardCharsets.UTF_8);
    onNext(new Frame(StreamType.STDERR, why));
    end();
  }

  @Override
  public void onComplete() {
    super.onComplete();
    end();
  }

  /** Both directions have ended, for us. */
  private void end() {
    attached.countDown();
    in.end();
    out.end();
  }

  /** What the daemon copies to the container. */
  InputStream source() {
    return in;
  }

  /** Whether the daemon copies; what the container says before that would be lost. */
  boolean awaitStart(long seconds) throws InterruptedException {
    return attached.await(seconds, TimeUnit.SECONDS);
  }

  InputStream fromContainer() {
    return out;
  }

  OutputStream toContainer() {
    return new OutputStream() {
      @Override
      public void write(int b) {
        in.put(new byte[] {(byte) b});
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        in.put(Arrays.copyOfRange(bytes, offset, offset + length));
      }
    };
  }

  String complaint() {
    synchronized (complaint) {
      return complaint.toString(StandardCharsets.UTF_8);
    }
  }

  /** Ends the container's input, and with it our first process there. */
  @Override
  public void close() throws IOException {
    end();
    super.close();
  }
}
