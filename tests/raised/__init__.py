"""What an application's exceptions say of the cause, told by the runtimes that people use."""
