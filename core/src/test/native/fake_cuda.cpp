// A stand-in for libcuda and cuBLAS on the host: the functions that Linnet calls, with CUDA's names and C interface.
//
// It is stricter than the real ones. Device memory is a table of allocations between guard zones of NaNs. Work on a stream is
// queued and done only when the host waits, so that a buffer that is reused too early shows. Every argument is checked; what
// is wrong is kept as text for fake_violations(). Kernels are those of kernels.cu, compiled for the host.
#define LINNET_HOST
#include "../../main/cuda/kernels.cu"

#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace {
typedef uint64_t Pointer;
typedef std::function<void()> Work;

enum { SUCCESS = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, NO_DEVICE = 100, INVALID_IMAGE = 200, INVALID_CONTEXT = 201,
       NO_BINARY = 209, UNSUPPORTED_PTX = 222, INVALID_HANDLE = 400, NOT_FOUND = 500, ILLEGAL_ADDRESS = 700, CAPTURE_UNSUPPORTED = 900 };

struct Stream {
  std::vector<Work> queue;
  bool capturing = false;
  std::vector<Work> captured;
};
struct Graph {
  std::vector<Work> work;
};
struct Bound {
  Work check; // that pointers point to memory, and that nothing is written beside it
  Work run;   // one thread's work
};
struct Kernel {
  std::string name;
  std::function<Bound(void**)> bind; // copies the parameters
  bool waits;                       // whether its threads wait for each other
  int covered;                      // elements of n per block; 0: any number of blocks
};
struct Blas {
  Stream* stream = nullptr;
  bool workspace = false;
};

const size_t GUARD = 512;
std::recursive_mutex lock; // the cleaner frees on its own thread
std::map<Pointer, size_t> memory;
std::set<void*> pinned;
std::set<void*> handles; // streams, graphs, modules, cuBLAS handles that live
std::map<std::string, int> counts, settings;
thread_local std::map<std::string, std::pair<int, int>> failures; // of this thread: at which call from now, with what
std::string violations;
int theContext, theModule;
thread_local void* current = nullptr;

void violation(const std::string& text) { violations += text + "\n"; }

int setting(const char* key, int otherwise) { return settings.count(key) ? settings[key] : otherwise; }

/// Counts the call; what it must fail with, or 0.
int entered(const char* name) {
  counts[name]++;
  auto failure = failures.find(name);
  if (failure == failures.end() || --failure->second.first > 0) return 0;
  int code = failure->second.second;
  failures.erase(failure);
  return code;
}

#define ENTER(name)                                   \
  std::lock_guard<std::recursive_mutex> guard(lock);  \
  if (int code = entered(name)) return code

#define ENTER_CONTEXT(name) \
  ENTER(name);              \
  if (current != &theContext) return violation(std::string(name) + " without a context"), INVALID_CONTEXT

#define REQUIRE(condition, what) \
  if (!(condition)) return violation(what), INVALID_VALUE

/// The allocation that holds this range, or none.
std::map<Pointer, size_t>::iterator allocation(Pointer from, size_t bytes) {
  auto next = memory.upper_bound(from);
  if (next == memory.begin()) return memory.end();
  --next;
  return from + bytes <= next->first + next->second ? next : memory.end();
}

bool allocated(Pointer from, size_t bytes) { return allocation(from, bytes) != memory.end(); }

void checkGuards(Pointer at, size_t bytes) {
  const unsigned char* all = (const unsigned char*)(at - GUARD);
  for (size_t i = 0; i < GUARD; i++)
    if (all[i] != 0xFF || all[GUARD + bytes + i] != 0xFF) return violation("written beside an allocation");
}

void finish(Stream* stream) {
  std::vector<Work> queue;
  queue.swap(stream->queue);
  for (Work& work : queue) work();
}

int enqueue(Stream* stream, const char* name, Work work) {
  REQUIRE(handles.count(stream), std::string(name) + " on no stream");
  (stream->capturing ? stream->captured : stream->queue).push_back(work);
  return SUCCESS;
}

// ---- kernels -------------------------------------------------------------------------------------------------------------

/// A thread of a block, with its own stack; it is started once and then takes part in one block after the other.
struct Coroutine {
  jmp_buf position;
  bool started = false, done = false;
  std::vector<char> stack = std::vector<char>(16384);
};
Coroutine coroutines[1024];
jmp_buf scheduler;
unsigned running;
const Work* coroutineWork;

/// Lets the scheduler go on, until this thread's next turn.
void yield() {
  if (!_setjmp(coroutines[running].position)) _longjmp(scheduler, 1);
}

void coroutine() {
  for (;;) {
    (*coroutineWork)();
    coroutines[running].done = true;
    yield();
  }
}

void start(Coroutine& thread) {
  ucontext_t context;
  getcontext(&context);
  context.uc_stack.ss_sp = thread.stack.data();
  context.uc_stack.ss_size = thread.stack.size();
  makecontext(&context, coroutine, 0);
  thread.started = true;
  setcontext(&context);
}

/// The threads of a block in turns, each to its next wait.
void runTogether(const Work& work, unsigned threads) {
  coroutineWork = &work;
  for (unsigned t = 0; t < threads; t++) coroutines[t].done = false;
  for (volatile bool alive = true; alive;) {
    alive = false;
    for (volatile unsigned t = 0; t < threads; t = t + 1) {
      if (coroutines[t].done) continue;
      alive = true;
      running = threadIdx.x = t;
      if (_setjmp(scheduler)) continue;
      if (coroutines[t].started) _longjmp(coroutines[t].position, 1);
      start(coroutines[t]);
    }
  }
}

void runKernel(const Kernel& kernel, const Work& work, unsigned blocks, unsigned threads) {
  gridDim.x = blocks;
  blockDim.x = threads;
  for (blockIdx.x = 0; blockIdx.x < blocks; blockIdx.x++) {
    if (kernel.waits) {
      runTogether(work, threads);
    } else {
      for (threadIdx.x = 0; threadIdx.x < threads; threadIdx.x++) work();
    }
  }
}

template <class A> void checkArgument(const std::string&, A) {}
template <class A> void checkArgument(const std::string& kernel, A* pointer) {
  auto block = allocation((Pointer)pointer, 1);
  if (block == memory.end()) return violation(kernel + " with a pointer to no memory");
  checkGuards(block->first, block->second);
}

template <class... A, size_t... I>
Bound bind(const std::string& name, void (*kernel)(A...), void** parameters, std::index_sequence<I...>) {
  std::tuple<A...> values(*(A*)parameters[I]...);
  return {[=] { (checkArgument(name, std::get<I>(values)), ...); }, [=] { std::apply(kernel, values); }};
}

template <class... A> Kernel kernel(const char* name, void (*function)(A...), bool waits, int covered) {
  std::string text = name;
  return {text, [=](void** p) { return bind(text, function, p, std::index_sequence_for<A...>()); }, waits, covered};
}

#define BOTH(name, waits, covered) \
  kernel(#name "_float", name##_float, waits, covered), kernel(#name "_double", name##_double, waits, covered)

std::vector<Kernel>& kernels() {
  static std::vector<Kernel> all = {BOTH(add, false, 256), BOTH(fill, false, 256), BOTH(activate, false, 256),
                                    BOTH(timesDerivative, false, 256), BOTH(adam, false, 256),
                                    BOTH(addIf, false, 256), BOTH(adamIf, false, 256), BOTH(reciprocal, false, 256),
                                    BOTH(finite, true, 0),
                                    BOTH(scaleColumns, false, 256), BOTH(sumOfSquares, true, 0),
                                    BOTH(columnSums, true, 32), BOTH(softmax, false, 32), BOTH(crossEntropy, false, 32)};
  return all;
}

// ---- products ------------------------------------------------------------------------------------------------------------

/// Rounds to 11 binary digits.
double tf32(float x) {
  uint32_t bits;
  memcpy(&bits, &x, 4);
  bits = (bits + 0x1000) & ~0x1fffu;
  memcpy(&x, &bits, 4);
  return x;
}

template <class T> double factor(T x, int compute) { return compute == 77 ? tf32((float)x) : (double)x; }

/// One product, columns first, by its definition.
template <class T>
void product(bool ta, bool tb, int m, int n, int k, double alpha, const T* A, int lda, const T* B, int ldb, double beta, T* C,
             int ldc, int compute) {
  for (int j = 0; j < n; j++) {
    for (int i = 0; i < m; i++) {
      double sum = 0;
      for (int l = 0; l < k; l++) {
        sum += factor(A[ta ? l + (size_t)i * lda : i + (size_t)l * lda], compute) *
               factor(B[tb ? j + (size_t)l * ldb : l + (size_t)j * ldb], compute);
      }
      T* c = C + i + (size_t)j * ldc;
      *c = T(alpha * sum + (beta == 0 ? 0 : beta * *c));
    }
  }
}

/// The numbers from the first to the last of a matrix with these columns.
size_t extent(int rows, int columns, int ld) { return (size_t)ld * (columns - 1) + rows; }

template <class T>
int products(Blas* blas, bool ta, bool tb, int m, int n, int k, const T* alpha, const T* A, int lda, long long sa, const T* B,
             int ldb, long long sb, const T* beta, T* C, int ldc, long long sc, int count, int compute) {
  REQUIRE(alpha && beta, "a product without alpha or beta");
  REQUIRE(m > 0 && n > 0 && k > 0 && count > 0, "an empty product");
  REQUIRE(lda >= (ta ? k : m) && ldb >= (tb ? n : k) && ldc >= m, "a product with a leading dimension that is too small");
  size_t a = extent(ta ? k : m, ta ? m : k, lda), b = extent(tb ? n : k, tb ? k : n, ldb), c = extent(m, n, ldc);
  REQUIRE(count == 1 || sc >= (long long)c, "products that write to the same place");
  for (int p = 0; p < count; p++) {
    REQUIRE(allocated((Pointer)(A + p * sa), a * sizeof(T)) && allocated((Pointer)(B + p * sb), b * sizeof(T)) &&
                allocated((Pointer)(C + p * sc), c * sizeof(T)),
            "a product outside of the memory");
    for (int q = 0; q < count; q++) {
      const T *x = A + q * sa, *y = B + q * sb, *z = C + p * sc;
      REQUIRE((x + a <= z || z + c <= x) && (y + b <= z || z + c <= y), "a product that reads what another writes");
    }
  }
  double al = *alpha, be = *beta;
  return enqueue(blas->stream, "a product", [=] {
    for (int p = 0; p < count; p++)
      product(ta, tb, m, n, k, al, A + p * sa, lda, B + p * sb, ldb, be, C + p * sc, ldc, compute);
  });
}

int typedProducts(Blas* blas, int ta, int tb, int m, int n, int k, const void* alpha, const void* A, int typeA, int lda,
                  long long sa, const void* B, int typeB, int ldb, long long sb, const void* beta, void* C, int typeC, int ldc,
                  long long sc, int count, int compute, int algorithm) {
  REQUIRE(handles.count(blas) && blas->workspace, "a product without a handle or workspace");
  REQUIRE((ta == 0 || ta == 1) && (tb == 0 || tb == 1) && algorithm == -1, "a product with an unknown operation");
  REQUIRE(typeA == typeB && typeB == typeC && (typeC == 0 ? compute == 68 || compute == 77 : typeC == 1 && compute == 70),
          "a product of unknown types");
  return typeC == 0 ? products<float>(blas, ta, tb, m, n, k, (const float*)alpha, (const float*)A, lda, sa, (const float*)B, ldb,
                                      sb, (const float*)beta, (float*)C, ldc, sc, count, compute)
                    : products<double>(blas, ta, tb, m, n, k, (const double*)alpha, (const double*)A, lda, sa,
                                       (const double*)B, ldb, sb, (const double*)beta, (double*)C, ldc, sc, count, compute);
}

std::set<Stream*> streams;
void finishAll() {
  for (Stream* stream : streams) finish(stream);
}
bool capturing() {
  for (Stream* stream : streams)
    if (stream->capturing) return true;
  return false;
}
} // namespace

void __syncthreads() { yield(); }

extern "C" {
// ---- for the tests -------------------------------------------------------------------------------------------------------

void fake_reset() {
  std::lock_guard<std::recursive_mutex> guard(lock);
  counts.clear();
  settings.clear();
  failures.clear();
  violations.clear();
}
void fake_set(const char* key, int value) { settings[key] = value; }
void fake_fail(const char* call, int at, int code) { failures[call] = {at, code}; }
int fake_count(const char* call) { return counts.count(call) ? counts[call] : 0; }
const char* fake_violations() { return violations.c_str(); }

// ---- libcuda -------------------------------------------------------------------------------------------------------------

int cuInit(unsigned flags) {
  ENTER("cuInit");
  return flags == 0 ? setting("cuInit", SUCCESS) : INVALID_VALUE;
}
int cuDriverGetVersion(int* version) {
  ENTER("cuDriverGetVersion");
  *version = setting("driver", 13000);
  return SUCCESS;
}
int cuDeviceGetCount(int* count) {
  ENTER("cuDeviceGetCount");
  *count = setting("devices", 1);
  return SUCCESS;
}
int cuDeviceGet(int* device, int ordinal) {
  ENTER("cuDeviceGet");
  REQUIRE(ordinal >= 0 && ordinal < setting("devices", 1), "cuDeviceGet of no device");
  *device = ordinal;
  return SUCCESS;
}
int cuDeviceGetName(char* name, int length, int) {
  ENTER("cuDeviceGetName");
  strncpy(name, "Fake GPU", length);
  return SUCCESS;
}
int cuDeviceGetAttribute(int* value, int attribute, int) {
  ENTER("cuDeviceGetAttribute");
  int capability = setting("capability", 90);
  REQUIRE(attribute == 75 || attribute == 76, "cuDeviceGetAttribute of an unknown attribute");
  *value = attribute == 75 ? capability / 10 : capability % 10;
  return SUCCESS;
}
int cuDevicePrimaryCtxRetain(void** context, int) {
  ENTER("cuDevicePrimaryCtxRetain");
  *context = &theContext;
  return SUCCESS;
}
int cuCtxSetCurrent(void* context) {
  ENTER("cuCtxSetCurrent");
  REQUIRE(context == &theContext, "cuCtxSetCurrent of no context");
  current = context;
  return SUCCESS;
}
int cuGetErrorString(int error, const char** text) {
  static std::map<int, const char*> texts = {{INVALID_VALUE, "invalid argument"}, {OUT_OF_MEMORY, "out of memory"},
                                             {NO_DEVICE, "no CUDA-capable device is detected"},
                                             {INVALID_IMAGE, "device kernel image is invalid"},
                                             {NOT_FOUND, "named symbol not found"},
                                             {UNSUPPORTED_PTX, "the provided PTX was compiled with an unsupported toolchain."},
                                             {ILLEGAL_ADDRESS, "an illegal memory access was encountered"}};
  bool known = texts.count(error);
  *text = known ? texts[error] : nullptr;
  return known ? SUCCESS : INVALID_VALUE;
}
int cuMemGetInfo_v2(size_t* free, size_t* total) {
  ENTER_CONTEXT("cuMemGetInfo_v2");
  size_t used = 0;
  for (auto& block : memory) used += block.second;
  *total = (size_t)setting("memory", 1024) << 20;
  *free = *total > used ? *total - used : 0;
  return SUCCESS;
}
int cuMemAlloc_v2(Pointer* pointer, size_t bytes) {
  ENTER_CONTEXT("cuMemAlloc_v2");
  REQUIRE(bytes > 0, "cuMemAlloc of no memory");
  REQUIRE(!capturing(), "cuMemAlloc within a capture");
  size_t used = bytes;
  for (auto& block : memory) used += block.second;
  if (used > (size_t)setting("memory", 1024) << 20) return OUT_OF_MEMORY;
  char* all = (char*)aligned_alloc(256, (bytes + 2 * GUARD + 255) / 256 * 256);
  memset(all, 0xFF, bytes + 2 * GUARD);
  *pointer = (Pointer)(all + GUARD);
  memory[*pointer] = bytes;
  return SUCCESS;
}
int cuMemFree_v2(Pointer pointer) {
  ENTER_CONTEXT("cuMemFree_v2");
  REQUIRE(!capturing(), "cuMemFree, which may wait for the GPU, while a stream captures");
  finishAll();
  auto block = memory.find(pointer);
  REQUIRE(block != memory.end(), "cuMemFree of no memory");
  checkGuards(block->first, block->second);
  memory.erase(block);
  free((void*)(pointer - GUARD));
  return SUCCESS;
}
int cuMemHostAlloc(void** pointer, size_t bytes, unsigned flags) {
  ENTER_CONTEXT("cuMemHostAlloc");
  REQUIRE(flags == 0 && bytes > 0, "cuMemHostAlloc with unknown flags");
  *pointer = aligned_alloc(256, (bytes + 255) / 256 * 256);
  memset(*pointer, 0xFF, bytes);
  pinned.insert(*pointer);
  return SUCCESS;
}
int cuMemFreeHost(void* pointer) {
  ENTER_CONTEXT("cuMemFreeHost");
  REQUIRE(pinned.erase(pointer), "cuMemFreeHost of no memory");
  for (Stream* stream : streams) REQUIRE(stream->queue.empty(), "cuMemFreeHost while copies may use it");
  free(pointer);
  return SUCCESS;
}
int cuMemcpyHtoDAsync_v2(Pointer to, const void* from, size_t bytes, Stream* stream) {
  ENTER_CONTEXT("cuMemcpyHtoDAsync_v2");
  REQUIRE(allocated(to, bytes), "cuMemcpyHtoDAsync outside of the memory");
  REQUIRE(!stream->capturing, "a copy within a capture");
  return enqueue(stream, "cuMemcpyHtoDAsync", [=] { memcpy((void*)to, from, bytes); });
}
int cuMemcpyDtoHAsync_v2(void* to, Pointer from, size_t bytes, Stream* stream) {
  ENTER_CONTEXT("cuMemcpyDtoHAsync_v2");
  REQUIRE(allocated(from, bytes), "cuMemcpyDtoHAsync outside of the memory");
  REQUIRE(!stream->capturing, "a copy within a capture");
  return enqueue(stream, "cuMemcpyDtoHAsync", [=] { memcpy(to, (void*)from, bytes); });
}
int cuMemsetD8Async(Pointer to, unsigned char value, size_t bytes, Stream* stream) {
  ENTER_CONTEXT("cuMemsetD8Async");
  REQUIRE(allocated(to, bytes), "cuMemsetD8Async outside of the memory");
  return enqueue(stream, "cuMemsetD8Async", [=] { memset((void*)to, value, bytes); });
}
int cuStreamCreate(Stream** stream, unsigned flags) {
  ENTER_CONTEXT("cuStreamCreate");
  REQUIRE(flags == 1, "cuStreamCreate with unknown flags");
  *stream = new Stream();
  handles.insert(*stream);
  streams.insert(*stream);
  return SUCCESS;
}
int cuStreamSynchronize(Stream* stream) {
  ENTER_CONTEXT("cuStreamSynchronize");
  REQUIRE(handles.count(stream), "cuStreamSynchronize of no stream");
  REQUIRE(!stream->capturing, "cuStreamSynchronize within a capture");
  finish(stream);
  return violations.empty() ? SUCCESS : ILLEGAL_ADDRESS;
}
int cuModuleLoadData(void** module, const void* image) {
  ENTER_CONTEXT("cuModuleLoadData");
  int driver = setting("driver", 13000);
  if (*(const uint32_t*)image == 0xBA55ED50) { // a fatbin of nvcc 13.0 for sm_80 and sm_90
    if (driver < 13000) return INVALID_IMAGE;
    if (setting("capability", 90) >= 100) return NO_BINARY;
  } else {
    const char* version = strstr((const char*)image, "\n.version ");
    int major, minor;
    if (!version || sscanf(version, "\n.version %d.%d\n.target sm_80", &major, &minor) != 2) return INVALID_IMAGE;
    if (1000 * (major + 4) + 10 * minor > driver) return UNSUPPORTED_PTX; // 8.0 came with CUDA 12.0, 9.0 with 13.0
  }
  *module = &theModule;
  return SUCCESS;
}
int cuModuleGetFunction(const Kernel** function, void* module, const char* name) {
  ENTER_CONTEXT("cuModuleGetFunction");
  REQUIRE(module == &theModule, "cuModuleGetFunction of no module");
  for (const Kernel& kernel : kernels())
    if (kernel.name == name) return *function = &kernel, SUCCESS;
  return NOT_FOUND;
}
int cuLaunchKernel(const Kernel* kernel, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                   unsigned sharedBytes, Stream* stream, void** parameters, void** extra) {
  ENTER_CONTEXT("cuLaunchKernel");
  REQUIRE(kernel >= kernels().data() && kernel < kernels().data() + kernels().size(), "cuLaunchKernel of no kernel");
  REQUIRE(gx > 0 && gy == 1 && gz == 1 && bx > 0 && bx <= 1024 && by == 1 && bz == 1, kernel->name + " with a bad grid");
  REQUIRE(sharedBytes == 0 && parameters && !extra, kernel->name + " with unknown parameters");
  long long n = *(long long*)parameters[0], covered = kernel->covered;
  REQUIRE(n > 0 && (!covered || (gx * covered >= n && (gx - 1) * covered < n)), kernel->name + " whose blocks do not cover n");
  REQUIRE(!covered || kernel->waits || bx == covered, kernel->name + " with blocks of another size");
  counts[kernel->name]++;
  Bound bound = kernel->bind(parameters);
  return enqueue(stream, "cuLaunchKernel", [=] {
    bound.check();
    if (violations.empty()) runKernel(*kernel, bound.run, gx, bx);
    bound.check();
  });
}
int cuStreamBeginCapture_v2(Stream* stream, int mode) {
  ENTER_CONTEXT("cuStreamBeginCapture_v2");
  REQUIRE(handles.count(stream) && !stream->capturing && mode == 1, "cuStreamBeginCapture of no stream");
  stream->capturing = true;
  return SUCCESS;
}
int cuStreamEndCapture(Stream* stream, Graph** graph) {
  bool captured = handles.count(stream) && stream->capturing;
  stream->capturing = false; // also if this fails
  ENTER_CONTEXT("cuStreamEndCapture");
  REQUIRE(captured, "cuStreamEndCapture of no capture");
  *graph = new Graph{stream->captured};
  stream->captured.clear();
  handles.insert(*graph);
  return SUCCESS;
}
int cuGraphInstantiateWithFlags(Graph** executable, Graph* graph, unsigned long long flags) {
  ENTER_CONTEXT("cuGraphInstantiateWithFlags");
  REQUIRE(handles.count(graph) && flags == 0, "cuGraphInstantiate of no graph");
  *executable = new Graph(*graph);
  handles.insert(*executable);
  return SUCCESS;
}
int cuGraphLaunch(Graph* executable, Stream* stream) {
  ENTER_CONTEXT("cuGraphLaunch");
  REQUIRE(handles.count(executable), "cuGraphLaunch of no graph");
  std::vector<Work> work = executable->work;
  return enqueue(stream, "cuGraphLaunch", [=] {
    for (const Work& w : work) w();
  });
}
static int destroy(Graph* graph, const char* name) {
  ENTER_CONTEXT(name);
  REQUIRE(handles.erase(graph), std::string(name) + " of no graph");
  delete graph;
  return SUCCESS;
}
int cuGraphDestroy(Graph* graph) { return destroy(graph, "cuGraphDestroy"); }
int cuGraphExecDestroy(Graph* graph) { return destroy(graph, "cuGraphExecDestroy"); }

// ---- cuBLAS --------------------------------------------------------------------------------------------------------------

const char* cublasGetStatusString(int status) {
  return status == 1 ? "the library was not initialized" : status == 7 ? "an invalid value was passed" : "the call failed";
}
int cublasCreate_v2(Blas** blas) {
  ENTER("cublasCreate_v2");
  *blas = new Blas();
  handles.insert(*blas);
  return SUCCESS;
}
int cublasSetStream_v2(Blas* blas, Stream* stream) {
  ENTER("cublasSetStream_v2");
  REQUIRE(handles.count(blas) && handles.count(stream), "cublasSetStream of no stream");
  blas->stream = stream;
  blas->workspace = false;
  return SUCCESS;
}
int cublasSetWorkspace_v2(Blas* blas, void* workspace, size_t bytes) {
  ENTER("cublasSetWorkspace_v2");
  REQUIRE(handles.count(blas) && allocated((Pointer)workspace, bytes) && (Pointer)workspace % 256 == 0,
          "cublasSetWorkspace outside of the memory");
  blas->workspace = true;
  return SUCCESS;
}
int cublasGemmEx(Blas* blas, int ta, int tb, int m, int n, int k, const void* alpha, const void* A, int typeA, int lda,
                 const void* B, int typeB, int ldb, const void* beta, void* C, int typeC, int ldc, int compute, int algorithm) {
  ENTER_CONTEXT("cublasGemmEx");
  return typedProducts(blas, ta, tb, m, n, k, alpha, A, typeA, lda, 0, B, typeB, ldb, 0, beta, C, typeC, ldc, 0, 1, compute,
                       algorithm);
}
int cublasGemmStridedBatchedEx(Blas* blas, int ta, int tb, int m, int n, int k, const void* alpha, const void* A, int typeA,
                               int lda, long long strideA, const void* B, int typeB, int ldb, long long strideB,
                               const void* beta, void* C, int typeC, int ldc, long long strideC, int count, int compute,
                               int algorithm) {
  ENTER_CONTEXT("cublasGemmStridedBatchedEx");
  return typedProducts(blas, ta, tb, m, n, k, alpha, A, typeA, lda, strideA, B, typeB, ldb, strideB, beta, C, typeC, ldc,
                       strideC, count, compute, algorithm);
}
}
