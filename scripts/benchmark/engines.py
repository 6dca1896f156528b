"""The engines that can be timed, and the environment that holds each.

Loads none of them.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Engine:
    """What the coordinator knows of an engine.

    Args:
        name: str. The word on the command line, and its file in `peers/`.
        label: str. Its name in tables and plots.
        environment: str. `"project"`, or a key of `environments.DISTRIBUTIONS`.
        distributions: tuple of str. Packages whose versions are reported.
        formulations: tuple of str. Ways to write the circuit; the fastest is timed.
        gradient_tolerance: float. Largest allowed error of a gradient.
    """

    name: str
    label: str
    environment: str
    distributions: tuple[str, ...]
    formulations: tuple[str, ...] = ("default",)
    gradient_tolerance: float = 1e-4


ENGINES = {
    engine.name: engine
    for engine in (
        Engine("ours", "tfq-bert", "project", ("tfq-bert", "tensorflow")),
        Engine(
            "tfq",
            "TFQ adjoint",
            "project",
            ("tensorflow-quantum", "tensorflow"),
            # A finite difference in float32: errors up to 3e-4 were seen.
            gradient_tolerance=1e-3,
        ),
        Engine(
            "tensorcircuit",
            "TensorCircuit-NG",
            "tensorcircuit",
            ("tensorcircuit-ng", "jax", "jaxlib"),
            ("gates", "product", "probabilities", "blocks", "matrix"),
        ),
        Engine("pennylane", "PennyLane batched", "pennylane", ("pennylane",)),
        Engine(
            "pennylane_jit",
            "PennyLane JAX jit",
            "pennylane",
            ("pennylane", "jax", "jaxlib"),
            ("broadcast", "vmap"),
        ),
        Engine(
            "lightning",
            "PennyLane lightning",
            "pennylane",
            ("pennylane", "pennylane-lightning"),
            ("device_vjp", "jacobian"),
        ),
        Engine("pennylane_loop", "PennyLane loop", "pennylane", ("pennylane",)),
    )
}
