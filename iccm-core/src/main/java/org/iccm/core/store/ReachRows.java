package org.iccm.core.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.store.StoredReach;
import org.iccm.api.testing.Reach;
import org.jspecify.annotations.Nullable;

/** Tests are named once; units refer to them by their place. */
final class ReachRows extends Rows<StoredReach> {
  ReachRows(Json json) {
    super("reach", json);
  }

  @Override
  String key(StoredReach r) {
    return r.key();
  }

  @Override
  Map<String, @Nullable Object> columns(StoredReach r) {
    return Columns.of("application_id", r.applicationId())
        .and("units", r.reach().units().size())
        .and("tests", r.reach().measured().size())
        .and("unknown", r.reach().unknown().size())
        .map();
  }

  @Override
  Object body(StoredReach stored) {
    Reach reach = stored.reach();
    List<TestId> tests = List.copyOf(reach.measured());
    Map<TestId, Integer> places = new HashMap<>();
    tests.forEach(t -> places.put(t, places.size()));
    List<Unit> units = new ArrayList<>();
    for (UnitId unit : reach.units()) {
      units.add(
          new Unit(unit, places(reach.tests(unit), places), places(reach.importing(unit), places)));
    }
    Map<String, String> unknown = new TreeMap<>();
    reach.unknown().forEach((test, why) -> unknown.put(test.value(), why));
    return new Body(Json.Versioned.V1, tests, units, unknown);
  }

  private static List<Integer> places(Set<TestId> tests, Map<TestId, Integer> places) {
    return tests.stream().map(t -> places.getOrDefault(t, -1)).sorted().toList();
  }

  @Override
  StoredReach read(ResultSet row) throws SQLException {
    Body b = json.read(body(row), Body.class);
    Reach.Builder reach = Reach.builder(b.units.stream().map(Unit::id).toList());
    for (int i = 0; i < b.tests.size(); i++) {
      Integer place = i;
      reach.test(
          b.tests.get(i),
          b.units.stream().filter(u -> u.tests.contains(place)).map(Unit::id).toList(),
          b.units.stream().filter(u -> u.importing.contains(place)).map(Unit::id).toList());
    }
    b.unknown.forEach((test, why) -> reach.unknown(new TestId(test), why));
    return StoredReach.builder(row.getString("key"), row.getString("application_id"), reach.build())
        .build();
  }

  record Body(int v, List<TestId> tests, List<Unit> units, Map<String, String> unknown)
      implements Json.Versioned {}

  record Unit(UnitId id, List<Integer> tests, List<Integer> importing) {}
}
