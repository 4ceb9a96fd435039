"""The innermost loops of the world, translated to machine code: whole numbers in and out.

Each module serves one of the world's own, which says what it means. What may be called from
where doesn't matter to the results: there are no floats but one square root that is corrected
to the whole number, no order of threads, no state.
"""
