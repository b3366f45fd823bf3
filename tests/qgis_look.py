"""Opens a project in QGIS, says what it holds as JSON, and draws it; run by the Python of QGIS.

``python3 tests/qgis_look.py PROJECT.qgz PICTURE.png``: the Python must know ``qgis.core``.
"""

from __future__ import annotations

import json
import sys

from qgis.core import (  # type: ignore[import-not-found]
    QgsApplication,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize  # type: ignore[import-not-found]
from qgis.PyQt.QtGui import QColor  # type: ignore[import-not-found]


def facts(layer: object) -> dict[str, object]:
    """Return what QGIS knows of a layer."""
    found = {"valid": layer.isValid(), "name": layer.name(), "crs": layer.crs().isValid()}  # type: ignore[attr-defined]
    if isinstance(layer, QgsRasterLayer):
        return {**found, "renderer": layer.renderer().type()}
    renderer = layer.renderer()  # type: ignore[attr-defined]
    labels = [item.label() for item in renderer.legendSymbolItems()] if renderer else []
    return {
        **found,
        "renderer": renderer.type() if renderer else "",
        "legend": labels,
        "rows": layer.featureCount(),  # type: ignore[attr-defined]
        "aliases": {f.name(): f.alias() for f in layer.fields()},  # type: ignore[attr-defined]
        "labelled": layer.labelsEnabled(),  # type: ignore[attr-defined]
    }


def default_style(book: str, table: str) -> dict[str, object]:
    """Return how a layer is drawn when it is opened by itself."""
    layer = QgsVectorLayer(f"{book}|layername={table}", table, "ogr")
    _, loaded = layer.loadDefaultStyle()
    return {**facts(layer), "default": loaded}


def main(project_file: str, picture: str) -> None:
    """Print what the project holds, and draw what it shows at first."""
    QgsApplication.setPrefixPath("/usr", True)
    app = QgsApplication([], False)
    app.initQgis()
    project = QgsProject.instance()
    opened = project.read(project_file)
    tree = project.layerTreeRoot()
    groups = {
        group.name(): [layer.layerId() for layer in group.findLayers()]
        for group in tree.findGroups()
    }
    prefix = "covermap_"
    layers = {name: facts(layer) for name, layer in project.mapLayers().items()}
    vectors = [layer for layer in project.mapLayers().values() if isinstance(layer, QgsVectorLayer)]
    alone = {
        layer.id(): default_style(layer.source().split("|")[0], layer.id().removeprefix(prefix))
        for layer in vectors
    }
    settings = QgsMapSettings()
    settings.setLayers([layer for layer in tree.layerOrder() if tree.findLayer(layer).isVisible()])
    settings.setDestinationCrs(project.crs())
    settings.setBackgroundColor(QColor(255, 255, 255))
    settings.setOutputSize(QSize(1400, 1000))
    settings.setExtent(project.viewSettings().defaultViewExtent())
    if settings.extent().isEmpty():
        settings.setExtent(settings.fullExtent())
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(picture)
    print(
        json.dumps(
            {
                "opened": opened,
                "title": project.title(),
                "crs": project.crs().isValid(),
                "groups": groups,
                "layers": layers,
                "alone": alone,
                "errors": [error.message for error in job.errors()],
            },
            ensure_ascii=False,
        )
    )
    app.exitQgis()


if __name__ == "__main__":
    main(*sys.argv[1:])
