/* Distances, azimuths and areas on the ellipsoid of CGCS2000 (GB 22021-2008: a, 1/f).
   Lengths are in metres, angles in degrees, areas in square metres. */
(function (cm) {
  var A = 6378137, F = 1 / 298.257222101, B = A * (1 - F), E2 = F * (2 - F), E = Math.sqrt(E2);
  var RAD = Math.PI / 180, MOST_ROUNDS = 200, STILL = 1e-13;

  /* Vincenty 1975, Survey Review 23 (176): inverse formula, equations 13 to 21. It does not settle
     for points nearly opposite on the globe, which no map of ours shows: then null. */
  function inverse(lon1, lat1, lon2, lat2) {
    var L = (lon2 - lon1) * RAD, U1 = Math.atan((1 - F) * Math.tan(lat1 * RAD));
    var U2 = Math.atan((1 - F) * Math.tan(lat2 * RAD));
    var sinU1 = Math.sin(U1), cosU1 = Math.cos(U1), sinU2 = Math.sin(U2), cosU2 = Math.cos(U2);
    var lambda = L, before, x, y, sinS, cosS, sigma, sinA, cos2A, cos2M, C, round = 0;
    do {
      x = cosU2 * Math.sin(lambda);
      y = cosU1 * sinU2 - sinU1 * cosU2 * Math.cos(lambda);
      sinS = Math.sqrt(x * x + y * y); // (14)
      if (sinS === 0) { return { metres: 0, azimuth: 0 }; }
      cosS = sinU1 * sinU2 + cosU1 * cosU2 * Math.cos(lambda); // (15)
      sigma = Math.atan2(sinS, cosS); // (16)
      sinA = cosU1 * cosU2 * Math.sin(lambda) / sinS; // (17)
      cos2A = 1 - sinA * sinA;
      cos2M = cos2A ? cosS - 2 * sinU1 * sinU2 / cos2A : 0; // (18); along the equator 0
      C = F / 16 * cos2A * (4 + F * (4 - 3 * cos2A)); // (10)
      before = lambda;
      lambda = L + (1 - C) * F * sinA *
        (sigma + C * sinS * (cos2M + C * cosS * (2 * cos2M * cos2M - 1))); // (11)
      round += 1;
      if (round > MOST_ROUNDS) { return null; }
    } while (Math.abs(lambda - before) > STILL);
    var u2 = cos2A * (A * A - B * B) / (B * B);
    var bigA = 1 + u2 / 16384 * (4096 + u2 * (u2 * (320 - 175 * u2) - 768)); // (3)
    var bigB = u2 / 1024 * (256 + u2 * (u2 * (74 - 47 * u2) - 128)); // (4)
    var dS = bigB * sinS * (cos2M + bigB / 4 * (cosS * (2 * cos2M * cos2M - 1) -
      bigB / 6 * cos2M * (4 * sinS * sinS - 3) * (4 * cos2M * cos2M - 3))); // (6)
    return {
      metres: B * bigA * (sigma - dS), // (19)
      azimuth: (Math.atan2(x, y) / RAD + 360) % 360 // (20)
    };
  }

  /* Snyder 1987, USGS Professional Paper 1395, equations 3-11 and 3-12: the sphere of equal area. */
  function q(sine) {
    return (1 - E2) * (sine / (1 - E2 * sine * sine) - Math.log((1 - E * sine) / (1 + E * sine)) / (2 * E));
  }
  var POLE = q(1), RADIUS2 = A * A * POLE / 2;
  function authalic(lat) { return Math.asin(q(Math.sin(lat * RAD)) / POLE); }

  /* Area of a ring whose sides are great circles of that sphere: each side adds the excess of the
     triangle that it makes with the equator (Todhunter 1886, Spherical Trigonometry, article 102). */
  function area(ring) {
    var excess = 0;
    ring.forEach(function (point, index) {
      var next = ring[(index + 1) % ring.length], width = (next[0] - point[0]) * RAD;
      var t1 = Math.tan(authalic(point[1]) / 2), t2 = Math.tan(authalic(next[1]) / 2);
      excess += 2 * Math.atan2(Math.tan(width / 2) * (t1 + t2), 1 + t1 * t2);
    });
    return Math.abs(excess) * RADIUS2;
  }

  function vector(point) {
    var lon = point[0] * RAD, lat = point[1] * RAD;
    return [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)];
  }

  /* Points to draw a long side by, on the great circle; which is near enough for the eye. */
  function between(from, to, parts) {
    var a = vector(from), b = vector(to), points = [from];
    var angle = Math.acos(Math.min(1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2]));
    for (var i = 1; i < parts && angle; i += 1) {
      var u = Math.sin((1 - i / parts) * angle), v = Math.sin(i / parts * angle);
      var x = u * a[0] + v * b[0], y = u * a[1] + v * b[1], z = u * a[2] + v * b[2];
      points.push([Math.atan2(y, x) / RAD, Math.atan2(z, Math.sqrt(x * x + y * y)) / RAD]);
    }
    return points.concat([to]);
  }

  cm.geodesic = { inverse: inverse, area: area, between: between };
})(covermap);
