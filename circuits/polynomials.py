"""Turns the angles of a circuit into polynomials of its symbols, as NumPy arrays.

Does not evaluate them: an engine does, on its own kind of tensor.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

from circuits.errors import CircuitSpecError


@dataclass(frozen=True)
class Polynomials:
    """Holds polynomials in shared symbols: `linear @ s + constant + rest(s)`.

    Attributes:
        linear: `(num_polynomials, num_symbols)`, float64.
        constant: `(num_polynomials,)`, float64.
        products: `(num_products, num_symbols)`, int. Exponents of each monomial of
            degree 2 and above.
        product_coefficients: `(num_polynomials, num_products)`, float64.
    """

    linear: NDArray[np.float64]
    constant: NDArray[np.float64]
    products: NDArray[np.int_]
    product_coefficients: NDArray[np.float64]


def make_polynomials(
    expressions: Sequence[Any], symbols: Sequence[sympy.Symbol]
) -> Polynomials:
    """Collects the coefficients of expressions that are polynomials of `symbols`.

    Args:
        expressions: Numbers or sympy expressions.
        symbols: The symbols, in the order of the columns. Matched by name, as Cirq
            does: a symbol with assumptions is the same as one without.

    Returns:
        The coefficients, one row an expression.

    Raises:
        CircuitSpecError: If an expression is not a real polynomial of `symbols`.
    """
    by_name = {symbol.name: symbol for symbol in symbols}
    column = {symbol: i for i, symbol in enumerate(symbols)}
    shape = (len(expressions), len(symbols))
    linear, constant = np.zeros(shape), np.zeros(len(expressions))
    products: dict[tuple[int, ...], int] = {}
    entries: list[tuple[int, int, float]] = []
    for row, expression in enumerate(expressions):
        if expression in column:  # the common case, without sympy's Poly
            linear[row, column[expression]] = 1.0
            continue
        expression = with_symbols(expression, by_name)
        for exponents, coefficient in _monomials(expression, symbols):
            if sum(exponents) == 0:
                constant[row] = coefficient
            elif sum(exponents) == 1:
                linear[row, exponents.index(1)] = coefficient
            else:
                index = products.setdefault(exponents, len(products))
                entries.append((row, index, coefficient))
    product_coefficients = np.zeros((len(expressions), len(products)))
    for row, index, coefficient in entries:
        product_coefficients[row, index] = coefficient
    table = np.array(list(products), dtype=int).reshape(len(products), len(symbols))
    return Polynomials(linear, constant, table, product_coefficients)


def with_symbols(expression: Any, by_name: dict[str, sympy.Symbol]) -> Any:
    """Replaces the symbols of an expression by those given of the same name."""
    free: set[sympy.Symbol] = getattr(expression, "free_symbols", set())
    others = {s: by_name[s.name] for s in free if by_name.get(s.name, s) != s}
    return expression.xreplace(others) if others else expression


def _monomials(
    expression: Any, symbols: Sequence[sympy.Symbol]
) -> list[tuple[tuple[int, ...], float]]:
    """Lists the monomials of one expression as (exponents, coefficient)."""
    free: set[sympy.Symbol] = getattr(expression, "free_symbols", set())
    used = [i for i, symbol in enumerate(symbols) if symbol in free]
    if not used:
        return [((0,) * len(symbols), _real(expression, expression))]
    expression = _with_integer_powers(expression)
    try:
        # Of the used symbols only: in all of a large circuit's it takes minutes.
        poly = sympy.Poly(expression, *(symbols[i] for i in used))
    except sympy.PolynomialError as error:
        raise _not_a_polynomial(expression) from error
    monomials = []
    for powers, value in poly.terms():
        exponents = [0] * len(symbols)
        for i, power in zip(used, powers, strict=True):
            exponents[i] = power
        monomials.append((tuple(exponents), _real(value, expression)))
    return monomials


def _with_integer_powers(expression: Any) -> Any:
    """Writes `a**2.0`, which Cirq makes of `a**2` when it resolves, as `a**2`."""
    return expression.replace(
        lambda part: part.is_Pow and part.exp.is_Float and float(part.exp).is_integer(),
        lambda part: part.base ** int(part.exp),
    )


def _real(value: Any, expression: Any) -> float:
    """Converts a coefficient to float, or says which expression is at fault."""
    try:
        number = complex(value)
    except TypeError as error:
        raise _not_a_polynomial(expression) from error
    if abs(number.imag) > 1e-12 or not np.isfinite(number.real):
        raise _not_a_polynomial(expression)
    return number.real


def _not_a_polynomial(expression: Any) -> CircuitSpecError:
    return CircuitSpecError(
        "an angle must be a real polynomial of the circuit's symbols, because its "
        f"gradient is taken in closed form. Received: angle={expression}. Give the "
        "function's value as a symbol of its own."
    )
