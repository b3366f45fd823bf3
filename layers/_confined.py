"""What GDAL and PROJ may do: open the few formats that are asked for, and never the network.

Two GDALs come with the packages, one in rasterio, one in pyogrio, and PROJ comes three times;
all of them take their orders from the environment, and so do the processes that are started
later. This module is imported before either GDAL, which looks for its orders once.

GDAL can be told which drivers to leave out, not which to keep: the list below is what remains
of both GDALs once `DRIVERS` are taken off. A test holds it against what they have.
"""

from __future__ import annotations

import os

# For input GeoTIFF, SRTM, ASCII grids and the vector formats; for output COG and WebP.
_RASTER = ("AAIGrid", "COG", "GTiff", "MEM", "Memory", "SRTMHGT", "WEBP")
_VECTOR = ("ESRI Shapefile", "FlatGeobuf", "GeoJSON", "GPKG", "KML", "LIBKML")
DRIVERS = frozenset((*_RASTER, *_VECTOR))
_LEFT_OUT = """
ACE2, ADBC, ADRG, AIG, AirSAR, AIVector, AmigoCloud, AVCBin, AVCE00, BAG, BIGGIF, BLX, BMP, BSB,
BT, BYN, CALS, Carto, CEOS, COASP, COSAR, CPG, CSV, CSW, CTable2, CTG, DAAS, DERIVED, DGN,
DIMAP, DIPEx, DOQ1, DOQ2, DTED, DXF, ECRGTOC, EDIGEO, EEDA, EEDAI, EHdr, EIR, ELAS,
Elasticsearch, ENVI, ERS, ESAT, ESRIC, ESRIJSON, FAST, FIT, GDALG, GenBin, GeoJSONSeq, GeoRSS,
GFF, GIF, GML, GNMDatabase, GNMFile, GPSBabel, GPX, GRASSASCIIGrid, GRIB, GS7BG, GSAG, GSBG,
GSC, GTFS, GTI, GTX, GXF, HDF5, HDF5Image, HF2, HFA, HTTP, Idrisi, ILWIS, IRIS, ISCE, ISG,
ISIS2, ISIS3, JAXAPALSAR, JDEM, JML, JP2OpenJPEG, JPEG, JSONFG, KMLSUPEROVERLAY, KRO, L1B, LAN,
LCP, Leveller, LOSLAS, LVBAG, MAP, MapInfo File, MapML, MBTiles, MFF, MFF2, MiraMonVector, MRF,
MSGN, MVT, NDF, netCDF, NGSGEOID, NGW, NITF, NOAA_B, NSIDCbin, NTv2, NWT_GRC, NWT_GRD, OAPIF,
ODS, OGCAPI, OGR_GMT, OGR_PDS, OGR_VRT, OpenFileGDB, OSM, OZI, PAux, PCIDSK, PCRaster, PDF, PDS,
PDS4, PGDUMP, PLMOSAIC, PLSCENES, PMTiles, PNG, PNM, PRF, R, Rasterlite, RIK, RMF, ROI_PAC,
RPFTOC, RRASTER, RS2, RST, S102, S104, S111, S57, SAFE, SAGA, SAR_CEOS, SDTS, Selafin,
SENTINEL2, SGI, SIGDEM, SNAP_TIFF, SNODAS, SQLite, SRP, STACIT, STACTA, SXF, Terragen, TGA, TIL,
TopoJSON, TSX, USGSDEM, VDV, VFK, VICAR, VRT, WAsP, WCS, WFS, WMS, WMTS, XLSX, XPM, XYZ, Zarr,
ZMap
"""
_ORDERS = {
    "GDAL_SKIP": ",".join(name.strip() for name in _LEFT_OUT.replace("\n", " ").split(",")),
    # Neither has all of these drivers: what it says to that, and to all else that is no error of
    # a call, is not for the terminal.
    "CPL_LOG": os.devnull,
    "GDAL_DRIVER_PATH": "disable",  # no plug-ins
    "GDAL_VRT_ENABLE_PYTHON": "NO",
    "GDAL_VRT_ENABLE_RAWRASTERBAND": "NO",
    "PROJ_NETWORK": "OFF",
    # Nothing asks GDAL for an address. Should a file make it do so, no name has such an ending,
    # and whatever else goes to a proxy that is not there.
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_HTTP_PROXY": "http://127.0.0.1:9",
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
}

os.environ.update(_ORDERS)
