"""An answer as files for others: workbook, Word report, PDF, pictures, CSV, and the page.

`export` writes them into the folder `exports` beside the answer, all of them or none. Each format has a
module of its own with `write(answer, made, folder, lang)`, which takes texts and figures from the answer and
computes none: what a file says stands on the page in the same words.
"""

from resettle.results.report.exports.choose import FORMATS, chosen, ready
from resettle.results.report.exports.put import EXPORTS, export

__all__ = ["EXPORTS", "FORMATS", "chosen", "export", "ready"]
