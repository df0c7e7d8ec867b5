<map version="1.0.1">
<!-- To view this file, download free mind mapping software FreeMind from http://freemind.sourceforge.net -->
<node CREATED="1300000000000" ID="ID_1" MODIFIED="1300000000001" TEXT="Vergadering">
<richcontent TYPE="NOTE"><html>
  <head>

  </head>
  <body>
    <p>
      In het buurthuis
    </p>
  </body>
</html>
</richcontent>
<node CREATED="1" ID="ID_2" MODIFIED="2" POSITION="right" TEXT="Agenda">
<attribute_layout NAME_WIDTH="55" VALUE_WIDTH="55"/>
<attribute NAME="voorzitter" VALUE="Mieke"/>
<icon BUILTIN="full-1"/>
</node>
<node CREATED="1" ID="ID_3" MODIFIED="2" POSITION="left" TEXT="Oud">
<hook NAME="accessories/plugins/NodeNote.properties">
<text>Uit een versie van vroeger</text>
</hook>
</node>
</node>
</map>
