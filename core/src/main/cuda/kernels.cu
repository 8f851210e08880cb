// The kernels of Linnet's CUDA device, in single and double precision.
//
// Matrices lie row by row without gaps. Every parameter is 8 bytes wide: numbers of elements are `long long`, constants are
// `double` and become T here, the rest are pointers. The first parameter, n, says what the threads are counted over.
// tanh, exp, erfc, expm1, log are CUDA's functions of full precision: build without --use_fast_math.
//
// The tests compile this file with a C++ compiler as well: there, LINNET_HOST supplies what CUDA does.
#ifdef LINNET_HOST
#include "host.h"
#endif

typedef long long count;

/// The numbers of this block and thread in a launch of one thread per element.
__device__ static count element() { return (count)blockIdx.x * blockDim.x + threadIdx.x; }

/// StandardActivation, in CudaDevice's numbers.
enum Phi { LINEAR, TANH, HARD_TANH, RELU, LEAKY_RELU, SIGMOID, GELU, SILU, SELU };

template <class T> __device__ T sigmoid(T u) { return T(1) / (T(1) + exp(-u)); }

template <class T> __device__ T normalCdf(T u) { return erfc(-u * T(0.70710678118654752440)) / T(2); }

template <class T> __device__ T value(int phi, T u) {
  const T lambda = T(1.0507009873554805), alpha = T(1.6732632423543772);
  switch (phi) {
    case TANH: return tanh(u);
    case HARD_TANH: return u < T(-1) ? T(-1) : u > T(1) ? T(1) : u;
    case RELU: return u <= T(0) ? T(0) : u; // NaN stays NaN
    case LEAKY_RELU: return u > T(0) ? u : T(0.01) * u;
    case SIGMOID: return sigmoid(u);
    case GELU: return u * normalCdf(u);
    case SILU: return u * sigmoid(u);
    case SELU: return u > T(0) ? lambda * u : lambda * alpha * expm1(u);
    default: return u;
  }
}

/// phi'(u), from the left at a kink, given v = phi(u).
template <class T> __device__ T slope(int phi, T u, T v) {
  const T lambda = T(1.0507009873554805), alpha = T(1.6732632423543772);
  switch (phi) {
    case TANH: return T(1) - v * v;
    case HARD_TANH: return u > T(-1) && u <= T(1) ? T(1) : T(0);
    case RELU: return u > T(0) ? T(1) : T(0);
    case LEAKY_RELU: return u > T(0) ? T(1) : T(0.01);
    case SIGMOID: return v * (T(1) - v);
    case GELU: return normalCdf(u) + u * exp(-u * u / T(2)) * T(0.39894228040143267794);
    case SILU: {
      T s = sigmoid(u);
      return s + u * s * (T(1) - s);
    }
    case SELU: return u > T(0) ? lambda : lambda * alpha * exp(u);
    default: return T(1);
  }
}

/// C := alpha A + beta C; with beta = 0, C is not read.
template <class T> __device__ void add(count n, T alpha, const T* A, T beta, T* C) {
  count i = element();
  if (i < n) C[i] = alpha * A[i] + (beta == T(0) ? T(0) : beta * C[i]);
}

/// As add where *go is not 0; else nothing.
template <class T> __device__ void addIf(count n, T alpha, const T* A, T beta, const T* go, T* C) {
  if (*go != T(0)) add(n, alpha, A, beta, C);
}

/// C := value.
template <class T> __device__ void fill(count n, T value, T* C) {
  count i = element();
  if (i < n) C[i] = value;
}

/// out := phi(u).
template <class T> __device__ void activate(count n, int phi, const T* u, T* out) {
  count i = element();
  if (i < n) out[i] = value(phi, u[i]);
}

/// out := factor phi'(u) in, given v = phi(u).
template <class T>
__device__ void timesDerivative(count n, T factor, int phi, const T* u, const T* v, const T* in, T* out) {
  count i = element();
  if (i < n) out[i] = factor * slope(phi, u[i], v[i]) * in[i];
}

/// A step of Adam with decoupled decay; unbiasM = 1/(1-b1^t), unbiasV = 1/(1-b2^t).
template <class T>
__device__ void adam(count n, T rate, T b1, T b2, T epsilon, T decay, T unbiasM, T unbiasV, const T* g, T* m, T* v, T* w) {
  count i = element();
  if (i >= n) return;
  T mean = b1 * m[i] + (T(1) - b1) * g[i];
  T square = b2 * v[i] + (T(1) - b2) * g[i] * g[i];
  m[i] = mean;
  v[i] = square;
  w[i] -= rate * (mean * unbiasM / (sqrt(square * unbiasV) + epsilon) + decay * w[i]);
}

/// As adam, with unbias[0] and unbias[1], where *go is not 0; else nothing.
template <class T>
__device__ void adamIf(count n, T rate, T b1, T b2, T epsilon, T decay, const T* unbias, const T* go, const T* g, T* m, T* v,
                       T* w) {
  if (*go != T(0)) adam(n, rate, b1, b2, epsilon, decay, unbias[0], unbias[1], g, m, v, w);
}

/// d := 1 / (offset + d), or 0 where the sum is 0.
template <class T> __device__ void reciprocal(count n, double offset, T* d) {
  count i = element();
  if (i >= n) return;
  double sum = offset + d[i];
  d[i] = sum == 0 ? T(0) : T(1 / sum);
}

/// go := 1 if all n numbers are finite, else 0; one block of 256 threads.
template <class T> __device__ void finite(count n, const T* A, T* go) {
  __shared__ int lost[256];
  lost[threadIdx.x] = 0;
  for (count i = threadIdx.x; i < n; i += blockDim.x) {
    if (!(A[i] - A[i] == T(0))) lost[threadIdx.x] = 1; // infinity - infinity is NaN
  }
  for (unsigned half = 128; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) lost[threadIdx.x] |= lost[threadIdx.x + half];
  }
  if (threadIdx.x == 0) *go = lost[0] ? T(0) : T(1);
}

/// A := A diag(d), with n numbers in A.
template <class T> __device__ void scaleColumns(count n, count columns, const T* d, T* A) {
  count i = element();
  if (i < n) A[i] *= d[i % columns];
}

/// sums[b] := the sum of squares of what block b of 256 threads comes across, striding over all n numbers.
template <class T> __device__ void sumOfSquares(count n, const T* A, double* sums) {
  __shared__ double part[256];
  double sum = 0;
  for (count i = element(); i < n; i += (count)gridDim.x * blockDim.x) sum += (double)A[i] * A[i];
  part[threadIdx.x] = sum;
  for (unsigned half = 128; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) part[threadIdx.x] += part[threadIdx.x + half];
  }
  if (threadIdx.x == 0) sums[blockIdx.x] = part[0];
}

/// sums(j) := alpha sum_i A(i,j)^2 + beta sums(j) for n columns: a block of 32 x 32 threads takes 32 columns.
template <class T> __device__ void columnSums(count n, count rows, double alpha, const T* A, double beta, T* sums) {
  __shared__ double part[32][33];
  int lane = threadIdx.x % 32, group = threadIdx.x / 32;
  count j = (count)blockIdx.x * 32 + lane;
  double sum = 0;
  for (count i = group; j < n && i < rows; i += 32) sum += (double)A[i * n + j] * A[i * n + j];
  part[group][lane] = sum;
  __syncthreads();
  if (group != 0 || j >= n) return;
  for (int i = 1; i < 32; i++) sum += part[i][lane];
  sums[j] = T(alpha * sum + (beta == 0 ? 0 : beta * sums[j]));
}

/// The largest entry of column j; a NaN may be passed over, since the sum of exponentials has it.
template <class T> __device__ T largest(count n, count rows, const T* u, count j) {
  T max = u[j];
  for (count i = 1; i < rows; i++) {
    T next = u[i * n + j];
    if (next > max) max = next;
  }
  return max;
}

/// The softmax of each of n columns; rows > 0.
template <class T> __device__ void softmax(count n, count rows, const T* u, T* out) {
  count j = element();
  if (j >= n) return;
  T max = largest(n, rows, u, j);
  double sum = 0;
  for (count i = 0; i < rows; i++) {
    T power = exp(u[i * n + j] - max);
    out[i * n + j] = power;
    sum += power;
  }
  for (count i = 0; i < rows; i++) out[i * n + j] /= T(sum);
}

/// sums(j) := alpha sum_k y(k,j) (log sum_i exp u(i,j) - u(k,j)) + beta sums(j) for n columns; rows > 0.
template <class T>
__device__ void crossEntropy(count n, count rows, double alpha, const T* y, const T* u, double beta, T* sums) {
  count j = element();
  if (j >= n) return;
  double max = largest(n, rows, u, j);
  double powers = 0, sum = 0;
  for (count i = 0; i < rows; i++) powers += exp(u[i * n + j] - max);
  double logSum = log(powers);
  for (count i = 0; i < rows; i++) sum += y[i * n + j] * (max - u[i * n + j] + logSum);
  sums[j] = T(alpha * sum + (beta == 0 ? 0 : beta * sums[j]));
}

#define KERNELS(T)                                                                                                      \
  extern "C" __global__ void add_##T(count n, double alpha, const T* A, double beta, T* C) {                            \
    add<T>(n, T(alpha), A, T(beta), C);                                                                                 \
  }                                                                                                                     \
  extern "C" __global__ void addIf_##T(count n, double alpha, const T* A, double beta, const T* go, T* C) {              \
    addIf<T>(n, T(alpha), A, T(beta), go, C);                                                                           \
  }                                                                                                                     \
  extern "C" __global__ void fill_##T(count n, double value, T* C) { fill<T>(n, T(value), C); }                         \
  extern "C" __global__ void activate_##T(count n, count phi, const T* u, T* out) { activate<T>(n, (int)phi, u, out); } \
  extern "C" __global__ void timesDerivative_##T(count n, double factor, count phi, const T* u, const T* v,             \
                                                 const T* in, T* out) {                                                 \
    timesDerivative<T>(n, T(factor), (int)phi, u, v, in, out);                                                          \
  }                                                                                                                     \
  extern "C" __global__ void adam_##T(count n, double rate, double b1, double b2, double epsilon, double decay,         \
                                      double unbiasM, double unbiasV, const T* g, T* m, T* v, T* w) {                   \
    adam<T>(n, T(rate), T(b1), T(b2), T(epsilon), T(decay), T(unbiasM), T(unbiasV), g, m, v, w);                        \
  }                                                                                                                     \
  extern "C" __global__ void adamIf_##T(count n, double rate, double b1, double b2, double epsilon, double decay,       \
                                        const T* unbias, const T* go, const T* g, T* m, T* v, T* w) {                   \
    adamIf<T>(n, T(rate), T(b1), T(b2), T(epsilon), T(decay), unbias, go, g, m, v, w);                                  \
  }                                                                                                                     \
  extern "C" __global__ void reciprocal_##T(count n, double offset, T* d) { reciprocal<T>(n, offset, d); }              \
  extern "C" __global__ void finite_##T(count n, const T* A, T* go) { finite<T>(n, A, go); }                            \
  extern "C" __global__ void scaleColumns_##T(count n, count columns, const T* d, T* A) {                               \
    scaleColumns<T>(n, columns, d, A);                                                                                  \
  }                                                                                                                     \
  extern "C" __global__ void sumOfSquares_##T(count n, const T* A, double* sums) { sumOfSquares<T>(n, A, sums); }       \
  extern "C" __global__ void columnSums_##T(count n, count rows, double alpha, const T* A, double beta, T* sums) {      \
    columnSums<T>(n, rows, alpha, A, beta, sums);                                                                       \
  }                                                                                                                     \
  extern "C" __global__ void softmax_##T(count n, count rows, const T* u, T* out) { softmax<T>(n, rows, u, out); }      \
  extern "C" __global__ void crossEntropy_##T(count n, count rows, double alpha, const T* y, const T* u, double beta,   \
                                              T* sums) {                                                                \
    crossEntropy<T>(n, rows, alpha, y, u, beta, sums);                                                                  \
  }

KERNELS(float)
KERNELS(double)
