"""The periodic jobs, one module a job, each ending in `JOB`."""
