"""`make bench`: every benchmark, one after the other; those that need nothing but the repository come first."""

from benchmarks import downloads, phone_form, phone_photos, sending, start_up

start_up.main()
sending.main()
downloads.main()
phone_form.main()
phone_photos.main()
