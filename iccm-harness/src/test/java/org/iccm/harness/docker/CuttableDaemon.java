package org.iccm.harness.docker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The real daemon behind a loopback port that can be cut, as if it had died, or held, as if it
 * hung.
 */
final class CuttableDaemon implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Path socket;
  private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
  private volatile boolean cut;
  private volatile boolean held;

  CuttableDaemon() throws IOException {
    String host = System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock");
    socket = Path.of(host.replaceFirst("^unix://", ""));
    daemon(this::serve);
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // the connection was cut
                return;
              }
            },
            "test-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve() throws IOException {
    while (!cut) {
      Socket client = server.accept();
      SocketChannel daemon = SocketChannel.open(UnixDomainSocketAddress.of(socket));
      open.add(client);
      open.add(daemon);
      daemon(() -> up(client, daemon));
      daemon(() -> down(daemon, client));
    }
  }

  // not by streams over the channel: their reads and writes wait for each other
  private void up(Socket from, SocketChannel to) throws IOException {
    byte[] buffer = new byte[8192];
    int n;
    while ((n = from.getInputStream().read(buffer)) >= 0) {
      awaitRelease();
      ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
      while (bytes.hasRemaining()) {
        to.write(bytes);
      }
    }
    to.shutdownOutput();
  }

  private void down(SocketChannel from, Socket to) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8192);
    while (from.read(bytes.clear()) >= 0) {
      awaitRelease();
      to.getOutputStream().write(bytes.array(), 0, bytes.position());
    }
    to.shutdownOutput();
  }

  private void awaitRelease() throws IOException {
    try {
      while (held && !cut) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      if (cut) {
        // what was held back is lost, not late
        throw new IOException("cut");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** From now on nothing comes through, and nobody says so. */
  void hold() {
    held = true;
  }

  String address() {
    return "tcp://127.0.0.1:" + server.getLocalPort();
  }

  void cut() throws Exception {
    cut = true;
    server.close();
    for (AutoCloseable connection : open) {
      connection.close();
    }
  }

  @Override
  public void close() throws Exception {
    cut();
  }
}
