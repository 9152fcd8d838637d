// Where the phone was, as evidence and never as a gate: the best fix of thirty seconds, or why there is none.

const PATIENCE = 30_000, GOOD_ENOUGH = 25;

/** -> { lat, lon, accuracy_m, age_s } or { none: "denied" | "timeout" | "unavailable" }. Never rejects. */
export function place(geolocation = navigator.geolocation, patience = PATIENCE) {
  if (!geolocation) return Promise.resolve({ none: "unavailable" });
  return new Promise((done) => {
    let best = null;
    const finish = (reason) => {
      geolocation.clearWatch(watch);
      clearTimeout(timer);
      done(best ? told(best) : { none: reason });
    };
    const timer = setTimeout(() => finish("timeout"), patience);
    const watch = geolocation.watchPosition(
      (fix) => {
        if (!best || fix.coords.accuracy < best.coords.accuracy) best = fix;
        if (best.coords.accuracy <= GOOD_ENOUGH) finish();
      },
      (error) => { if (error.code === 1) finish("denied"); else if (error.code === 2) finish("unavailable"); },
      { enableHighAccuracy: true, timeout: patience, maximumAge: 60_000 },
    );
  });
}

const told = ({ coords, timestamp }) => ({
  lat: Number(coords.latitude.toFixed(6)), lon: Number(coords.longitude.toFixed(6)),
  accuracy_m: Math.round(coords.accuracy), age_s: Math.max(0, Math.round((Date.now() - timestamp) / 1000)),
});
