package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * T5 (Raffel and others, 2020): encoder, decoder, output layer and loss over a model's parameters.
 * Shapes: B rows, S source tokens, L target tokens, d width, h heads, k head width, V ids.
 */
final class T5Network implements AutoCloseable {
  private final T5Config config;
  private final Constants constants;
  private final PtNDArray shared;
  private final PtNDArray head;
  private final Stack encoder;
  private final Stack decoder;

  T5Network(T5Config config, Parameters parameters) {
    this.config = config;
    this.constants = new Constants(config);
    this.shared = parameters.get(T5Layout.SHARED);
    this.head = config.tied() ? shared : parameters.get(T5Layout.HEAD);
    this.encoder = new Stack(config, parameters, constants, false);
    this.decoder = new Stack(config, parameters, constants, true);
  }

  /** Rows of token ids on their way into the network. */
  PtNDArray embed(Pass pass, PtNDArray ids) {
    return JniUtils.embedding(ids, pass.weight(shared), false);
  }

  PtNDArray ids(Pass pass, TokenRows rows) {
    return Torch.longs(pass.scope(), rows.ids(), rows.rows(), rows.length());
  }

  /** What padding adds to scores, {@code [B, 1, 1, S]}, or null if no row is padded. */
  @Nullable PtNDArray padding(Pass pass, TokenRows rows) {
    return rows.padded()
        ? Torch.floats(pass.scope(), rows.mask(Stack.NEVER), rows.rows(), 1, 1, rows.length())
        : null;
  }

  /** Encoder states {@code [B, S, d]}. */
  PtNDArray encode(Pass pass, TokenRows sources, @Nullable PtNDArray padding) {
    Room.check(config, "source", sources.rows(), sources.length(), sources.length());
    PtNDArray x = encoder.begin(pass, embed(pass, ids(pass, sources)));
    return encoder.apply(pass, x, encoder.bias(pass, sources.length(), padding), null);
  }

  /** Decoder states {@code [B, L, d]} for given inputs, each position blind to later ones. */
  PtNDArray decode(Pass pass, TokenRows inputs, Block.Memory memory) {
    Room.check(config, "target", inputs.rows(), inputs.length(), inputs.length());
    PtNDArray x = decoder.begin(pass, embed(pass, ids(pass, inputs)));
    return decoder.apply(pass, x, decoder.bias(pass, inputs.length(), null), memory);
  }

  /** Scores of all ids, {@code [.., V]}, for states {@code [.., d]}. */
  PtNDArray logits(Pass pass, PtNDArray states) {
    if (!config.scaledOutput()) {
      return JniUtils.linear(states, pass.weight(head), null);
    }
    PtNDArray scaled = JniUtils.mul(states, constants.outputScale());
    return Torch.then(JniUtils.linear(scaled, pass.weight(head), null), scaled);
  }

  /** Scores {@code [B, L, V]} of a batch, each target token seeing those before it. */
  PtNDArray forward(Pass pass, TokenBatch batch) {
    PtNDArray states = encode(pass, batch.sources(), padding(pass, batch.sources()));
    PtNDArray spread = spread(pass, states, batch);
    Block.Memory memory = new Block.Memory(spread, padding(pass, batch.rowSources()));
    return logits(pass, decode(pass, batch.inputs(), memory));
  }

  /** The sources' states {@code [P, S, d]} for each row that reads them, {@code [B, S, d]}. */
  PtNDArray spread(Pass pass, PtNDArray states, TokenBatch batch) {
    int[] sourceOf = batch.sourceOf();
    if (sourceOf == null) {
      return states;
    }
    long[] shape = states.getShape().getShape();
    long[] places = Arrays.stream(sourceOf).asLongStream().toArray();
    PtNDArray flat = Torch.reshape(states, shape[0], shape[1] * shape[2]);
    PtNDArray index = Torch.longs(pass.scope(), places, places.length);
    PtNDArray rows = JniUtils.embedding(index, flat, false);
    return Torch.then(Torch.reshape(rows, places.length, shape[1], shape[2]), flat, index, rows);
  }

  /**
   * Logarithms of the probabilities of the labels, {@code [B*L, 1]}; padded places hold the
   * logarithm for id 0. Takes the scores over: they are the largest tensor of all.
   */
  PtNDArray logProbabilities(Pass pass, PtNDArray logits, TokenRows labels) {
    long places = (long) labels.rows() * labels.length();
    PtNDArray flat = Torch.reshape(logits, places, config.vocabulary());
    PtNDArray wanted = Torch.longs(pass.scope(), labels.ids(), places, 1);
    PtNDArray logs = Torch.then(JniUtils.logSoftmax(flat, -1, pass.type()), flat, logits);
    return Torch.then(JniUtils.gather(logs, wanted, 1), logs);
  }

  /**
   * Cross-entropy, which takes the scores over: minus the sum over all places that are not padding,
   * divided by {@code divisor}.
   *
   * @return one value, shape {@code [1]}
   */
  PtNDArray loss(Pass pass, PtNDArray logits, TokenRows labels, double divisor) {
    PtNDArray logs = logProbabilities(pass, logits, labels);
    float[] weights = labels.mask(0);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = labels.isPadding(i) ? 0 : (float) (-1 / divisor);
    }
    PtNDArray weight = Torch.floats(pass.scope(), weights, weights.length, 1);
    return Torch.reshape(JniUtils.sum(JniUtils.mul(logs, weight)), 1);
  }

  Stack encoder() {
    return encoder;
  }

  Stack decoder() {
    return decoder;
  }

  PtNDArray head() {
    return head;
  }

  PtNDArray shared() {
    return shared;
  }

  Constants constants() {
    return constants;
  }

  T5Config config() {
    return config;
  }

  /** All linear layers of both stacks by name. */
  Map<String, Linear> linears() {
    Map<String, Linear> all = new LinkedHashMap<>();
    List<Block> blocks = new ArrayList<>(encoder.blocks());
    blocks.addAll(decoder.blocks());
    blocks.forEach(b -> b.linears().forEach(l -> all.put(l.name(), l)));
    return all;
  }

  @Override
  public void close() {
    constants.close();
  }
}
