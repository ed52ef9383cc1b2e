"""A chapter to put into a book: it brings a figure, an equation and an exercise, which shift every number after them."""

NEW = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---
(ch-middle)=
# Middle

```{figure} figures/a.svg
:name: fig-middle
:alt: another filled circle
Another caption.
```

```{math}
:label: eq-middle
a = b
```

```{exercise} Another · concept · 5 min · 1 point
:label: ex-middle
Think.
```

```{code-cell} ipython3
2 + 2
```
"""
