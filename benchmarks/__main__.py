"""`make bench`: every benchmark, one after the other."""

from benchmarks import phone_form, phone_photos

phone_form.main()
phone_photos.main()
