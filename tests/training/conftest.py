from tests.post import post

__all__ = ["post"]
