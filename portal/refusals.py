"""The one exception a service raises when it will not do what was asked."""


class Refused(Exception):
    """Carries a translated sentence that says what was wrong and what to do next."""

    def __init__(self, sentence: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)
