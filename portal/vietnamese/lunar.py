"""Days of the Vietnamese lunar calendar as days of the solar one, between 1900 and 2199.

Ho Ngoc Duc's algorithm after Jean Meeus, "Astronomical Algorithms" (1998), reckoned for UTC+7 as
Quyết định 121-CP of 8 August 1967 orders: so Tết can be another day than the Chinese New Year
(17 February 2007, 21 January 1985). Leap months are passed over; no holiday falls into one.
"""

from datetime import date
from math import floor, pi, radians, sin

HANOI = 7 / 24
# Added to a day's ordinal.
TO_JULIAN_DAY = 1_721_425
NEW_MOON_1900 = 2_415_021.076998695
SYNODIC_MONTH = 29.530588853
JULIAN_CENTURY = 36_525


def solar_day(year: int, month: int, day: int) -> date:
    """Of a day in a month (not a leap one) of the lunar year that begins in the solar `year`."""
    eleventh = _month_eleven(year - 1 if month < 11 else year)
    after = _month_eleven(year if month < 11 else year + 1)
    lunation = round((eleventh - NEW_MOON_1900) / SYNODIC_MONTH)
    months_on = (month - 11) % 12
    if after - eleventh > 365 and months_on >= _leap_offset(lunation):
        months_on += 1
    return _from_julian(_new_moon_day(lunation + months_on) + day - 1)


def tet(year: int) -> date:
    """Mồng 1 tháng Giêng."""
    return solar_day(year, 1, 1)


def _from_julian(number: int) -> date:
    return date.fromordinal(number - TO_JULIAN_DAY)


def _month_eleven(year: int) -> int:
    """The day on which the month begins that holds the winter solstice of the year."""
    last_day = date(year, 12, 31).toordinal() + TO_JULIAN_DAY
    lunation = floor((last_day - 2_415_021) / SYNODIC_MONTH)
    begins = _new_moon_day(lunation)
    return _new_moon_day(lunation - 1) if _sun_sector(begins) >= 9 else begins


def _leap_offset(eleventh: int) -> int:
    """How many months after the eleventh the first one lies in which the sun enters no new sign."""
    before = _sun_sector(_new_moon_day(eleventh + 1))
    for months_on in range(1, 14):
        sector = _sun_sector(_new_moon_day(eleventh + months_on + 1))
        if sector == before:
            return months_on
        before = sector
    return 14


def _sun_sector(julian_day: int) -> int:
    """In which twelfth of its way (from 0, the spring equinox) the sun stands at midnight."""
    t = (julian_day - 2_451_545.5 - HANOI) / JULIAN_CENTURY
    anomaly = radians(357.52910 + 35_999.05030 * t - 0.0001559 * t**2 - 0.00000048 * t**3)
    longitude = 280.46645 + 36_000.76983 * t + 0.0003032 * t**2
    longitude += (1.914600 - 0.004817 * t - 0.000014 * t**2) * sin(anomaly)
    longitude += (0.019993 - 0.000101 * t) * sin(2 * anomaly) + 0.000290 * sin(3 * anomaly)
    return floor(radians(longitude) % (2 * pi) / pi * 6)


def _new_moon_day(lunation: int) -> int:
    """The Julian day number, in Việt Nam, of the new moon counted from 1 January 1900."""
    return floor(_new_moon(lunation) + 0.5 + HANOI)


def _new_moon(k: int) -> float:
    t = k / 1236.85
    mean = 2_415_020.75933 + 29.53058868 * k + 0.0001178 * t**2 - 0.000000155 * t**3
    mean += 0.00033 * sin(radians(166.56 + 132.87 * t - 0.009173 * t**2))
    sun = radians(359.2242 + 29.10535608 * k - 0.0000333 * t**2 - 0.00000347 * t**3)
    moon = radians(306.0253 + 385.81691806 * k + 0.0107306 * t**2 + 0.00001236 * t**3)
    node = radians(21.2964 + 390.67050646 * k - 0.0016528 * t**2 - 0.00000239 * t**3)
    shift = (0.1734 - 0.000393 * t) * sin(sun) + 0.0021 * sin(2 * sun)
    shift += -0.4068 * sin(moon) + 0.0161 * sin(2 * moon) - 0.0004 * sin(3 * moon)
    shift += 0.0104 * sin(2 * node) - 0.0051 * sin(sun + moon) - 0.0074 * sin(sun - moon)
    shift += 0.0004 * sin(2 * node + sun) - 0.0004 * sin(2 * node - sun)
    shift += -0.0006 * sin(2 * node + moon) + 0.0010 * sin(2 * node - moon)
    shift += 0.0005 * sin(2 * moon + sun)
    return mean + shift - _clock_error(t)


def _clock_error(t: float) -> float:
    """Terrestrial less universal time, in days; `t` in centuries from 1900."""
    if t < -11:
        return 0.001 + 0.000839 * t + 0.0002261 * t**2 - 0.00000845 * t**3 - 0.000000081 * t**4
    return -0.000278 + 0.000265 * t + 0.000262 * t**2
