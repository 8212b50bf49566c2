package org.iccm.core.engineer;

import org.iccm.api.application.Gold;
import org.iccm.api.context.ContextRequest;
import org.iccm.api.context.EngineeredContext;

/**
 * The one engineer that is handed gold; the pipeline looks for this interface, no plugin can ask
 * for gold.
 */
public interface GoldReader {
  /**
   * Writes a context from gold.
   *
   * @param request what is wanted
   * @param gold the expert's requirements
   * @return the context
   */
  EngineeredContext engineer(ContextRequest request, Gold gold);
}
