"""A counter to look at: the window as a small web application, embedded as a host would embed it."""
