package org.linnet.core.device.cuda;

import java.io.Serial;

/// A call of the driver or of cuBLAS that failed; the message names the call and says why.
public final class CudaException extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1;

  CudaException(String message) {
    super(message);
  }
}
