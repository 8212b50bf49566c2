package org.iccm.orchestra.internal.chat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;

/** Resolves names to this machine only: a name that points elsewhere is refused. */
final class LoopbackDns implements Dns {

  /** The name is another machine's. */
  static final class OffMachine extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    OffMachine(String host) {
      super(host);
    }
  }

  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    List<InetAddress> all = Dns.SYSTEM.lookup(host);
    for (InetAddress address : all) {
      if (!address.isLoopbackAddress()) {
        throw new OffMachine(host);
      }
    }
    return all;
  }
}
