"""A form that carries what was typed; the rooms' rules say what is wrong with it."""

from collections.abc import Sequence

from django import forms

from marketplace.refusal import Problem


class ProblemForm(forms.Form):
    """Nothing is refused here: each field takes any text, and show() puts a rule's no beside it."""

    use_required_attribute = False

    def show(self, problems: Sequence[Problem]) -> list[Problem]:
        """Put each problem beside its field; what belongs to no field is given back."""
        rest = []
        self.is_valid()
        for problem in problems:
            if problem.field in self.fields:
                self.add_error(problem.field, problem.sentence)
            else:
                rest.append(problem)
        return rest

    def text(self, name: str) -> str:
        """As it was typed; PostgreSQL takes no NUL, and no person types one."""
        return self.data.get(name, "").replace("\0", "")


def password_input(autocomplete: str) -> forms.PasswordInput:
    """What a browser offers to fill in: current-password or new-password. Never shown again."""
    return forms.PasswordInput(attrs={"autocomplete": autocomplete, "maxlength": 128})
