package org.linnet.rmt.spectrum;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.device.Rectangle;
import org.linnet.core.device.Side;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.linalg.Lanczos;
import org.linnet.core.net.Activation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;

/// The activity Hessian of a network with clamped input and output, as an operator: it is never formed.
///
/// **Statement**: the Hessian of one sample's energy `sum_l gamma(l)/2 ‖z(l) - p(l)(z(l-1))‖²` in `z(1), .., z(H)` takes `v` to
///
/// `gamma(l) d(l) - gamma(l+1) (J(l+1)ᵀ d(l+1) + K(l+1) v(l))`, `d(l) = v(l) - J(l) v(l-1)`, `v(0) = v(L) = 0`,
///
/// with the Jacobian `J(l)` of `p(l)` and its curvature along the error, `K(l) = sum_i e(l,i) ∇²p(l,i)`. With the activation
/// before the map, `J = a W diag(phi'(z)) + tau I` and `K = diag(phi''(z) o (a W)ᵀ e)`; after it, with the preactivation `u`,
/// `J = diag(phi'(u)) a W + tau I` and `K = (a W)ᵀ diag(phi''(u) o e) a W`. For linear and piecewise linear networks `K = 0`,
/// and the Hessian is a Gram matrix, positive definite.
///
/// **Assumptions**: the squared error at the output. At a kink the derivative is that from the left, as in [PcEnergy].
///
/// **Shapes**: block vectors of `H` columns `N(l) x 1`.
///
/// **Numerics**: one pass over the weights per product, O(H N²), on all processors where layers are large, with the same bits as
/// on one; a copy of the weights is kept. Backward stable. Used by one thread at a time.
///
/// **Source**: for linear networks `innocenti2025thesis`, Eq. 5.5; else by differentiating Eq. 2.1 and 5.1 twice.
public final class HessianOperator implements Lanczos.Operator {
  private static final long WORTH_THREADS = 100_000;

  private final Layer[] layers; // layers[l], l = 2..L
  private final double[] gamma; // gamma[l], l = 1..L
  private final int[] sizes;
  private final boolean threads;

  private HessianOperator(DeepLinearNet net) {
    int L = net.depth();
    if (L == 1) {
      throw new IllegalArgumentException("a network of depth 1 has no hidden activities and so no activity Hessian");
    }
    layers = new Layer[L + 1];
    gamma = new double[L + 1];
    sizes = new int[L - 1];
    threads = net.parameters() > WORTH_THREADS;
    Arrays.setAll(sizes, l -> net.width(l + 1));
    for (int l = 1; l <= L; l++) {
      gamma[l] = net.precision(l);
    }
    each(2, l -> layers[l] = new Layer(net, l));
  }

  /// That of a linear network, which depends on neither data nor activities.
  ///
  /// @throws IllegalArgumentException if the network has no hidden layer
  public static HessianOperator of(DeepLinearNet net) {
    return new HessianOperator(net);
  }

  /// That of one sample at the activities `z`.
  ///
  /// @param x the input, `N(0) x 1`
  /// @param y the target, `N(L) x 1`
  /// @throws IllegalArgumentException if the network has no hidden layer, a shape does not fit, there is not one sample, or an
  /// activation is none of [org.linnet.core.net.StandardActivation]
  public static HessianOperator at(DeepNet net, DMatrixRMaj x, DMatrixRMaj y, Activities z) {
    HessianOperator result = new HessianOperator(net.skeleton());
    if (x.numCols != 1) {
      throw new IllegalArgumentException("the activity Hessian is that of one sample, got " + x.numCols
          + ": samples do not interact, so take them one by one");
    }
    PcEnergy energy = PcEnergy.of(net, x, y).evaluate(z);
    for (int l = 2; l <= net.skeleton().depth(); l++) {
      result.layers[l].linearise(net, l, z.layer(l - 1), energy.error(l));
    }
    return result;
  }

  /// `N(1), .., N(H)`.
  public int[] sizes() {
    return sizes.clone();
  }

  /// `product := Hz v`.
  @Override
  public void apply(DMatrixRMaj[] v, DMatrixRMaj[] product) {
    int L = layers.length - 1;
    each(2, l -> layers[l].push(v[l - 2].data, l < L ? v[l - 1].data : null, gamma[l]));
    for (int l = 1; l < L; l++) {
      double[] own = l == 1 ? v[0].data : layers[l].difference;
      double[] pulled = layers[l + 1].pulled;
      for (int i = 0; i < own.length; i++) {
        product[l - 1].data[i] = gamma[l] * own[i] - pulled[i];
      }
    }
  }

  private void each(int from, IntConsumer work) {
    IntStream all = IntStream.range(from, layers.length);
    (threads ? all.parallel() : all).forEach(work);
  }

  /// The linearised layer `J = diag(outer) V diag(inner) + tau I`, `K = Vᵀ diag(bentOuter) V + diag(bentInner)`, and its space.
  private static final class Layer {
    private final Rectangle V;
    private final double tau;
    private final double[] inner;
    private final double[] outer;
    private final double[] bentInner;
    private final double[] bentOuter;
    private final double[] input; // diag(inner) v
    private final double[] difference; // d(l)
    private final double[] pulled; // gamma(l) (J(l)ᵀ d(l) + K(l) v(l-1))

    Layer(DeepLinearNet net, int l) {
      DMatrixRMaj weight = net.weight(l);
      CommonOps_DDRM.scale(net.scaling(l), weight);
      V = Rectangle.of(weight.data, weight.numRows, weight.numCols);
      tau = net.skip(l);
      inner = new double[V.columns()];
      outer = new double[V.rows()];
      Arrays.fill(inner, 1);
      Arrays.fill(outer, 1);
      bentInner = new double[V.columns()];
      bentOuter = new double[V.rows()];
      input = new double[V.columns()];
      difference = new double[V.rows()];
      pulled = new double[V.columns()];
    }

    void linearise(DeepNet net, int l, DMatrixRMaj z, DMatrixRMaj e) {
      Activation phi = net.activation(l);
      switch (net.placement()) {
        case BEFORE_MAP -> {
          column(bentInner).add(1, Side.TRANSPOSED, V, column(e.data)); // Vᵀ e
          derivatives(phi, z.data, inner, bentInner);
        }
        case AFTER_MAP -> {
          double[] u = net.skeleton().bias(l);
          column(u).add(1, Side.PLAIN, V, column(z.data)); // u = V z + c
          System.arraycopy(e.data, 0, bentOuter, 0, bentOuter.length);
          derivatives(phi, u, outer, bentOuter);
        }
      }
    }

    /// `slope := phi'(u)`, `bent := phi''(u) o bent`.
    private static void derivatives(Activation phi, double[] u, double[] slope, double[] bent) {
      for (int i = 0; i < slope.length; i++) {
        slope[i] = phi.derivative(u[i]);
        bent[i] *= SecondDerivative.of(phi, u[i]);
      }
    }

    /// `d = w - J v` and `gamma (Jᵀ d + K v)`, with 0 for no `w`: row by row of `V`, each of which is read once.
    void push(double[] v, double[] w, double gamma) {
      for (int j = 0; j < v.length; j++) {
        input[j] = inner[j] * v[j];
        pulled[j] = 0;
      }
      for (int i = 0; i < difference.length; i++) {
        int row = V.index(i, 0);
        double mapped = Rectangle.dot(v.length, V.numbers(), row, input, 0);
        difference[i] = (w == null ? 0 : w[i]) - outer[i] * mapped - (tau == 0 ? 0 : tau * v[i]);
        Rectangle.axpy(v.length, outer[i] * difference[i] + bentOuter[i] * mapped, V.numbers(), row, pulled, 0);
      }
      for (int j = 0; j < v.length; j++) {
        double skipped = tau == 0 ? 0 : tau * difference[j];
        pulled[j] = gamma * (inner[j] * pulled[j] + skipped + bentInner[j] * v[j]);
      }
    }

    private static Rectangle column(double[] numbers) {
      return Rectangle.of(numbers, numbers.length, 1);
    }
  }
}
