/// Inference learning as a proximal method: implicit gradient steps, the normalised update, and Gauss-Newton inference.
///
/// Start with [org.linnet.theory.proximal.ProximalInference], which moves the proximal problem from the weights to the
/// activities of one sample, and [org.linnet.theory.proximal.InferenceGaussNewton], what the targets of inference are.
///
/// Symbols: `x` input, `y` target, `z(l)` activities of the layers `l = 1..L`, the output `z(L)` among them and free, with
/// the loss `1/2 ‖y - z(L)‖²`; `e(l) = z(l) - A(l) z(l-1) - b(l)` errors, `h(l)` forward activities, `eta` learning rate. A
/// free output is the same as one more layer with `A = I`, precision 1 and the output clamped.
package org.linnet.theory.proximal;
