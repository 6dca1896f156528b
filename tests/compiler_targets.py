"""The targets that compiler tests go over, and C64's circuit with its values.

The four numbers are those of the reported case: the paper's circuit of depth 1.
"""

from circuits import get_target, list_targets

TARGETS = [
    get_target("sycamore", "syc"),
    get_target("sycamore", "sqrt_iswap"),
    get_target("willow", "cz"),
]
IDS = [target.gateset_name for target in TARGETS]
ALL = [
    get_target(name, gateset)
    for name in list_targets()
    for gateset in get_target(name).gatesets
]
ALL_IDS = [f"{target.name}-{target.gateset_name}" for target in ALL]
FOUR = [-0.291580, -0.317560, -0.501680, -0.580551]
ANGLES, WEIGHTS = [0.1, 0.2, 0.3, 0.4], [0.2, 0.4, 0.6, 0.8]
