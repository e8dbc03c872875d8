"""What a person sees and does, in a real browser, on a real server: `make test-browser`."""
