"""The name of a gateset to its two-qubit gate.

Knows the gates, not what a chip does with them.
"""

import cirq

from circuits.devices.google import import_cirq_google


def pair_gate(gateset_name: str) -> cirq.Gate:
    """Returns the two-qubit gate that circuits of a gateset are written in.

    Args:
        gateset_name: str. "cz", "syc" or "sqrt_iswap".

    Returns:
        The gate.

    Example:
    >>> pair_gate("sqrt_iswap")
    (cirq.ISWAP**0.5)
    """
    # SYC is asked for late: `import circuits` loads no cirq-google.
    if gateset_name == "syc":
        gate: cirq.Gate = import_cirq_google().SYC
        return gate
    return {"cz": cirq.CZ, "sqrt_iswap": cirq.SQRT_ISWAP}[gateset_name]


def pair_family(gateset_name: str) -> cirq.GateFamily:
    """Returns the gates that count as a gateset's own, however they are written.

    Args:
        gateset_name: str. As for `pair_gate`.

    Returns:
        `cirq_google.FSimGateFamily`; that of "sqrt_iswap" holds the inverse as well.

    Example:
    >>> cirq.SQRT_ISWAP_INV in pair_family("sqrt_iswap")
    True
    """
    gates = [pair_gate(gateset_name)]
    if gateset_name == "sqrt_iswap":
        gates.append(cirq.SQRT_ISWAP_INV)
    family: cirq.GateFamily = import_cirq_google().FSimGateFamily(gates_to_accept=gates)
    return family
