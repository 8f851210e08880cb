// What kernels.cu needs of CUDA, for a C++ compiler: blocks run one after the other; the threads of a block that waits for
// all of them (__syncthreads) are coroutines, so that a missing wait shows.
#include <math.h>

#define __device__
#define __global__
#define __shared__ static

struct Index {
  unsigned x;
};
static Index blockIdx, threadIdx, blockDim, gridDim;

void __syncthreads();
