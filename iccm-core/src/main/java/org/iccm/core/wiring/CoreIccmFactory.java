package org.iccm.core.wiring;

import org.iccm.api.IccmBuilder;
import org.iccm.api.IccmFactory;

/** ICCM's implementation, found by ServiceLoader. */
public final class CoreIccmFactory implements IccmFactory {
  /** Used by ServiceLoader. */
  public CoreIccmFactory() {}

  @Override
  public IccmBuilder builder() {
    return new CoreIccmBuilder();
  }
}
