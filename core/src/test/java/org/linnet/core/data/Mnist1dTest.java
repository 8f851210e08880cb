package org.linnet.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class Mnist1dTest {
  private final Dataset generated = Mnist1d.generate();

  @Test
  void seed42GivesThePublishedArraysBitForBit() {
    assertEquals("d167f94d97b4eb1a2dd1530069e1a9bc80d1048fb004c10e14e0fd9d75ae456a", sha256(floats(generated.train())));
    assertEquals("51468052f6eadd368247057633a91ea874f79e1f4d21926d6e5363fb9b46dddc", sha256(floats(generated.test())));
  }

  static byte[] floats(Split split) {
    DMatrixRMaj x = split.inputs(IntStream.range(0, split.size()).toArray());
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * x.data.length);
    for (int i = 0; i < split.size(); i++) {
      for (int n = 0; n < split.features(); n++) {
        bytes.putFloat((float) x.get(n, i));
      }
    }
    return bytes.array();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
