"""Speed, memory and quality, measured side by side: a command each."""

import flows as flows  # its environment is a job's: one thread a process
