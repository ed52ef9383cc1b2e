"""The machinery of an executable book: what a chapter is, running it, recorded outputs, editions, site and style.

It knows nothing of what the book teaches. Who uses whom, from the bottom up:

    book         where things are and in which order
    chapter      what stands in a page: cells, exercises, definitions taken from another page
    fingerprint  what decides a page's outputs
    records      which recorded outputs still fit, and where they came from
    execute      runs pages and records what they print
    textflow     where texts in code go: to a reader, or to a library
    catalogue    texts in code that a reader sees, by position
    lint         house style, with file, line and mend
    scaffold     the files of a new chapter
    touched      which pages a change touches
    publish      the book under a real address
    site/        Sphinx: outputs, headers, folds, files served from the site itself
    editions/    Sphinx builders: notebooks for readers, for students, assignments

``python -m bookkit`` lists the commands. Nothing here imports Keras, and only ``site`` and ``editions`` import Sphinx.
"""
