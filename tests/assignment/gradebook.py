"""The teacher at the gradebook, run by nbgrader's own Python: marks what was written, and tells what everybody has.

    python gradebook.py ASSIGNMENT POINTS EXERCISE ...

Every answer to these exercises that waits for a mark gets POINTS; all scores come as JSON.
"""

import json
import sys

from nbgrader.api import Gradebook

assignment, points, *written = sys.argv[1:]
with Gradebook("sqlite:///gradebook.db") as gradebook:
    scores = {}
    for submission in gradebook.assignment_submissions(assignment):
        for notebook in submission.notebooks:
            for grade in notebook.grades:
                if grade.needs_manual_grade and grade.name in written:
                    grade.manual_score, grade.needs_manual_grade = float(points), False
        gradebook.db.commit()
        scores[submission.student.id] = {
            grade.name: grade.score
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
print(json.dumps(scores))
