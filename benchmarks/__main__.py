"""`make bench`: every benchmark, one after the other."""

from benchmarks import downloads, phone_form, sending, start_up

start_up.main()
sending.main()
downloads.main()
phone_form.main()
