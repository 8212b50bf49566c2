package org.iccm.testkit.contract;

import org.iccm.api.context.ContextEngineer;
import org.iccm.testkit.doubles.ScriptedContextEngineer;

class ScriptedContextEngineerContractTest extends ContextEngineerContract {
  @Override
  protected ContextEngineer newEngineer() {
    return ScriptedContextEngineer.always("terse", "It labels and counts jars.");
  }
}
