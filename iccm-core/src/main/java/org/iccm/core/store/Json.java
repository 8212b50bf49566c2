package org.iccm.core.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.iccm.api.error.StoreException;

/**
 * JSON of bodies. ASCII only: lone surrogates and NUL come back as they were, in every database.
 */
final class Json {
  private final String place;
  private final ObjectMapper mapper;

  Json(String place) {
    this.place = place;
    // what the store wrote it reads: no limit on the length of a text
    StreamReadConstraints unlimited =
        StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build();
    this.mapper =
        JsonMapper.builder(JsonFactory.builder().streamReadConstraints(unlimited).build())
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();
  }

  String write(Object body) {
    try {
      return mapper.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "cannot write a " + body.getClass().getSimpleName() + " as JSON", e);
    }
  }

  <T extends Versioned> T read(String text, Class<T> type) {
    T body = parse(text, type);
    if (body.v() != Versioned.V1) {
      throw new StoreException(
          place,
          false,
          "an artifact in "
              + place
              + " has body version "
              + body.v()
              + ", which this release does not read; use the newer ICCM that wrote it");
    }
    return body;
  }

  Map<String, String> readMap(String text) {
    Map<?, ?> map = parse(text, Map.class);
    Map<String, String> result = new java.util.LinkedHashMap<>();
    map.forEach((k, v) -> result.put(String.valueOf(k), String.valueOf(v)));
    return result;
  }

  private <T> T parse(String text, Class<T> type) {
    try {
      return mapper.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new StoreException(
          place,
          false,
          "an artifact in "
              + place
              + " cannot be read ("
              + e.getOriginalMessage()
              + "); restore the store from a backup, or begin a fresh generation",
          e);
    }
  }

  /** A body that says its version. */
  interface Versioned {
    /** The version that this release writes. */
    int V1 = 1;

    int v();
  }
}
