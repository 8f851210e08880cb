/// Training dynamics of deep linear networks where they have a closed form: near critical points, on balanced chains, and in
/// the last layer.
///
/// Start with [org.linnet.theory.dynamics.OriginEscape]. Gradient flow is `dW/dt = -∂f/∂W`; descent with a small rate `eta` takes
/// `t/eta` steps for the time `t`. Symbols: `m`, `xx`, `xy`, `yy` of [org.linnet.theory.chain.ScalarRegression]; `u` a chain's common
/// weight; `lambda` a Hessian eigenvalue.
package org.linnet.theory.dynamics;
