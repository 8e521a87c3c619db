"""What takes too long for every day: `make soak`. A small fixed case of each stands among the tests."""
